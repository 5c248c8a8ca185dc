-- Streets of one register by trigrams, by how they begin and by how one of their words begins. Three questions put together and not one with OR, and
-- for this statement no reading of whole tables: PostgreSQL thinks the trigrams of ten thousand names cheap to compare one by one, and takes ten times
-- as long as with the index street_trigrams.
SET LOCAL enable_seqscan = off;
WITH found AS (
    SELECT id, name, key, folded FROM districts_street WHERE register_id = %(register)s AND folded %% %(name)s
    UNION
    SELECT id, name, key, folded FROM districts_street WHERE register_id = %(register)s AND folded LIKE %(begins)s
    UNION
    SELECT id, name, key, folded FROM districts_street WHERE register_id = %(register)s AND folded LIKE %(word)s
)
SELECT id, name, key, folded
FROM found
ORDER BY folded = %(name)s DESC, folded LIKE %(begins)s DESC, similarity(folded, %(name)s) DESC, folded, key
LIMIT %(limit)s
