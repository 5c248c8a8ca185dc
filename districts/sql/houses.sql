-- Pairs of street and number, which the ORM can only ask for one by one or as all streets with all numbers.
SELECT a.id, a.street_id, a.ordinal, a.number, a.suffix
FROM unnest(%(streets)s::bigint[], %(numbers)s::int[]) AS wanted(street, number)
JOIN districts_address a ON a.street_id = wanted.street AND a.number = wanted.number
ORDER BY a.street_id, a.number, a.suffix
