-- Pairs of street and number, which the ORM can only ask for one by one or as all streets with all numbers. Where a
-- street has no house of the number, houses of several numbers ("12-14") that reach over it.
WITH wanted AS (
    SELECT * FROM unnest(%(streets)s::bigint[], %(numbers)s::int[]) AS pairs(street, number)
), own AS (
    SELECT wanted.number AS asked, a.id, a.street_id, a.ordinal, a.number, a.suffix
    FROM wanted JOIN districts_address a ON a.street_id = wanted.street AND a.number = wanted.number
)
SELECT * FROM own
UNION ALL
SELECT wanted.number AS asked, a.id, a.street_id, a.ordinal, a.number, a.suffix
FROM wanted
JOIN districts_address a ON a.street_id = wanted.street AND a.number < wanted.number
    AND substring(a.suffix FROM '^[a-z]*-([0-9]{1,6})')::int >= wanted.number
WHERE NOT EXISTS (SELECT 1 FROM own WHERE own.street_id = wanted.street AND own.asked = wanted.number)
ORDER BY street_id, asked, number, suffix
