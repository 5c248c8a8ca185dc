-- All addresses of a register with their coordinates as numbers: 100,000 point objects made in Python would take seconds.
SELECT a.id, s.folded, s.name, a.number, a.suffix, ST_X(a.place), ST_Y(a.place), a.inhabitants
FROM districts_address a
JOIN districts_street s ON s.id = a.street_id
WHERE s.register_id = %(register)s
ORDER BY a.ordinal
