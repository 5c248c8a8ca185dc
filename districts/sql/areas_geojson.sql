-- One FeatureCollection built by PostGIS: 1,500 blocks leave the database as one string and no geometry object is made in Python.
-- Six decimals of a degree are about ten centimetres. ST_ForcePolygonCCW: right-hand rule of RFC 7946.
SELECT json_build_object(
    'type', 'FeatureCollection',
    'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'id', a.code,
        'properties', json_build_object('code', a.code, 'name', a.name),
        'geometry', ST_AsGeoJSON(ST_ForcePolygonCCW(ST_Transform(coalesce(o.geometry, a.geometry), 4326)), 6)::json
    ) ORDER BY a.code), '[]'::json)
)::text
FROM districts_area a
LEFT JOIN districts_outline o ON o.area_id = a.id AND o.detail = %(detail)s
WHERE a.edition_id = %(edition)s AND a.geometry IS NOT NULL
