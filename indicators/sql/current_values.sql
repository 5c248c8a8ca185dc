-- The figures that stand for some measures on one edition: of all standing deliveries the newest that holds the figure, and none older
-- than the newest complete delivery of that measure and period. SQL, because the ORM cannot say "newest per group, above a floor" in one pass.
-- `known_on` null means now; otherwise the state as it was known at that moment.
WITH standing AS (
    SELECT id, complete, row_number() OVER (ORDER BY published_at, id) AS number
    FROM indicators_delivery
    WHERE CASE WHEN %(known_on)s::timestamptz IS NULL THEN state = 'published'
               ELSE published_at <= %(known_on)s AND (withdrawn_at IS NULL OR withdrawn_at > %(known_on)s) END
),
floors AS (
    SELECT s.measure_id, s.period_start, s.period_end, max(standing.number) AS number
    FROM indicators_deliveryscope s
    JOIN standing ON standing.id = s.delivery_id AND standing.complete
    WHERE s.edition_id = %(edition)s AND s.measure_id = ANY(%(measures)s)
    GROUP BY s.measure_id, s.period_start, s.period_end
)
SELECT DISTINCT ON (o.measure_id, o.area_id, o.period_end, o.period_start)
    o.measure_id, o.area_id, o.period_start, o.period_end, o.value, o.status, o.flags, o.delivery_id
FROM indicators_observation o
JOIN districts_area a ON a.id = o.area_id
JOIN standing ON standing.id = o.delivery_id
LEFT JOIN floors f ON f.measure_id = o.measure_id AND f.period_start = o.period_start AND f.period_end = o.period_end
WHERE a.edition_id = %(edition)s
  AND o.measure_id = ANY(%(measures)s)
  AND (%(from_day)s::date IS NULL OR o.period_end >= %(from_day)s)
  AND (%(to_day)s::date IS NULL OR o.period_end <= %(to_day)s)
  AND standing.number >= coalesce(f.number, 0)
ORDER BY o.measure_id, o.area_id, o.period_end, o.period_start, standing.number DESC
