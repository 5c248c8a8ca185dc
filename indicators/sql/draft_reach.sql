-- The first part of the statements that hold a draft against what stands: which deliveries may hold a figure that stands for a measure, edition and
-- period the draft covers, numbered by age. The same rule as in reach.sql, which asks for one edition and by measures. SQL for the same reason.
WITH standing AS (
    SELECT id, complete, row_number() OVER (ORDER BY published_at, id) AS number
    FROM indicators_delivery WHERE state = 'published'
),
spoken AS (
    SELECT s.measure_id, s.edition_id, s.period_end, s.period_start, s.delivery_id, standing.number,
        max(standing.number) FILTER (WHERE standing.complete)
            OVER (PARTITION BY s.measure_id, s.edition_id, s.period_end, s.period_start) AS floor
    FROM indicators_deliveryscope covered
    JOIN indicators_deliveryscope s USING (measure_id, edition_id, period_end, period_start)
    JOIN standing ON standing.id = s.delivery_id
    WHERE covered.delivery_id = %(delivery)s
),
reach AS MATERIALIZED (
    SELECT measure_id, edition_id, period_end, period_start, delivery_id, number FROM spoken WHERE number >= coalesce(floor, 0)
)
