-- What was found about a draft, as one FeatureCollection with its places; made in the database as the areas beside it are.
-- The worst come last: they are drawn over the others.
SELECT json_build_object(
    'type', 'FeatureCollection',
    'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'id', f.id,
        'properties', json_build_object('id', f.id, 'severity', CASE WHEN f.repaired THEN 'repaired' ELSE f.severity END),
        'geometry', ST_AsGeoJSON(ST_Transform(f.geometry, 4326), 7)::json
    ) ORDER BY CASE f.severity WHEN 'error' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END, f.id), '[]'::json)
)::text
FROM districts_finding f
WHERE f.edition_id = %(edition)s AND f.geometry IS NOT NULL
