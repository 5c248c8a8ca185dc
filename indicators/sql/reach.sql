-- Which deliveries may hold a figure that stands: for each measure, edition and period the standing ones that are not older than the newest complete
-- one, numbered by age. SQL, because the ORM cannot say "above the newest complete one" in one pass. `known_on` null means now; otherwise the
-- state as it was known at that moment. Read from the scopes: no observation is touched for it.
WITH standing AS (
    SELECT id, complete, row_number() OVER (ORDER BY published_at, id) AS number
    FROM indicators_delivery
    WHERE CASE WHEN %(known_on)s::timestamptz IS NULL THEN state = 'published'
               ELSE published_at <= %(known_on)s AND (withdrawn_at IS NULL OR withdrawn_at > %(known_on)s) END
),
spoken AS (
    SELECT s.measure_id, s.period_end, s.period_start, s.delivery_id, standing.number,
        max(standing.number) FILTER (WHERE standing.complete) OVER (PARTITION BY s.measure_id, s.period_end, s.period_start) AS floor
    FROM indicators_deliveryscope s
    JOIN standing ON standing.id = s.delivery_id
    WHERE s.edition_id = %(edition)s AND s.measure_id = ANY(%(measures)s)
      AND (%(first)s::date IS NULL OR s.period_end >= %(first)s)
      AND (%(last)s::date IS NULL OR s.period_end <= %(last)s)
)
SELECT measure_id, period_end, period_start, delivery_id, number
FROM spoken WHERE number >= coalesce(floor, 0)
ORDER BY measure_id, period_end, period_start, number
