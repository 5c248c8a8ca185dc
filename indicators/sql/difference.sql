-- A draft delivery beside what stands, figure by figure: new, changed, gone, same. Full outer join of the staged rows with the current figures
-- of the measures, editions and periods the draft covers; "gone" only where the draft is complete, for a partial one says nothing about the rest.
-- Materialised into a temporary table: the counts, the biggest jumps and the pages of rows are read from it in turn.
CREATE TEMPORARY TABLE pg_temp.difference ON COMMIT DROP AS
WITH covered AS (
    SELECT DISTINCT s.measure_id, a.edition_id, s.period_start, s.period_end
    FROM indicators_stagedobservation s JOIN districts_area a ON a.id = s.area_id
    WHERE s.delivery_id = %(delivery)s
),
standing AS (
    SELECT id, complete, row_number() OVER (ORDER BY published_at, id) AS number
    FROM indicators_delivery WHERE state = 'published'
),
floors AS (
    SELECT s.measure_id, s.edition_id, s.period_start, s.period_end, max(standing.number) AS number
    FROM indicators_deliveryscope s
    JOIN covered USING (measure_id, edition_id, period_start, period_end)
    JOIN standing ON standing.id = s.delivery_id AND standing.complete
    GROUP BY s.measure_id, s.edition_id, s.period_start, s.period_end
),
present AS (
    SELECT DISTINCT ON (o.measure_id, o.area_id, o.period_start, o.period_end)
        o.measure_id, o.area_id, o.period_start, o.period_end, o.value, o.status, o.flags
    FROM covered c
    JOIN indicators_observation o ON o.measure_id = c.measure_id AND o.period_start = c.period_start AND o.period_end = c.period_end
    JOIN districts_area a ON a.id = o.area_id AND a.edition_id = c.edition_id
    JOIN standing ON standing.id = o.delivery_id
    LEFT JOIN floors f ON f.measure_id = c.measure_id AND f.edition_id = c.edition_id
        AND f.period_start = c.period_start AND f.period_end = c.period_end
    WHERE standing.number >= coalesce(f.number, 0)
    ORDER BY o.measure_id, o.area_id, o.period_start, o.period_end, standing.number DESC
),
staged AS (SELECT * FROM indicators_stagedobservation WHERE delivery_id = %(delivery)s)
SELECT
    measure_id, area_id, period_start, period_end,
    present.value AS before, staged.value AS after,
    present.status AS status_before, staged.status AS status_after,
    CASE
        WHEN present.status IS NULL THEN 'new'
        WHEN staged.status IS NULL THEN 'gone'
        WHEN present.value IS NOT DISTINCT FROM staged.value AND present.status = staged.status AND present.flags = staged.flags THEN 'same'
        ELSE 'changed'
    END AS kind
FROM present FULL OUTER JOIN staged USING (measure_id, area_id, period_start, period_end)
WHERE staged.status IS NOT NULL OR %(complete)s
