-- Streets of one register by trigrams, by how they begin and by how one of their words begins; all three from the index street_trigrams.
SELECT id, name, key, folded
FROM districts_street
WHERE register_id = %(register)s AND (folded %% %(name)s OR folded LIKE %(begins)s OR folded LIKE %(word)s)
ORDER BY folded = %(name)s DESC, folded LIKE %(begins)s DESC, similarity(folded, %(name)s) DESC, folded, key
LIMIT %(limit)s
