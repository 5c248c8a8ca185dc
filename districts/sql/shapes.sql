-- Shapes as plain WKB, which shapely reads for all areas in one call; through the ORM each would become a GEOS object of Django's first.
SELECT edition_id, id, code, ST_AsBinary(geometry)
FROM districts_area
WHERE edition_id = ANY(%(editions)s)
ORDER BY edition_id, code COLLATE "C"
