-- The area of each address in every edition in force on the day. An address has one number in an array of a thousand; where its register is not placed
-- in the edition yet, the map is asked through its index, and the lowest code wins on a border, as it does in geometry/placing.py.
SELECT a.id, coalesce(p.areas[a.ordinal %% %(part)s + 1], asked.id)
FROM districts_address a
JOIN districts_street s ON s.id = a.street_id
CROSS JOIN districts_edition e
JOIN districts_division d ON d.id = e.division_id AND d.kind = 'areas'
LEFT JOIN districts_placement p
    ON p.register_id = s.register_id AND p.edition_id = e.id AND p.part = a.ordinal / %(part)s
LEFT JOIN LATERAL (
    SELECT area.id
    FROM districts_area area
    WHERE p.id IS NULL AND area.edition_id = e.id AND ST_Covers(area.geometry, a.place)
    ORDER BY area.code COLLATE "C"
    LIMIT 1
) asked ON true
WHERE a.id = ANY(%(addresses)s)
    AND e.state = 'active' AND e.valid_from <= %(day)s AND (e.valid_to IS NULL OR e.valid_to > %(day)s)
    AND coalesce(p.areas[a.ordinal %% %(part)s + 1], asked.id) IS NOT NULL
