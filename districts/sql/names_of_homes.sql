-- What the houses of a register are called, in the order of homes.sql: 100,000 model objects would take seconds.
SELECT a.id, s.folded, s.name, a.number, a.suffix
FROM districts_address a
JOIN districts_street s ON s.id = a.street_id
WHERE s.register_id = %(register)s
ORDER BY a.ordinal
