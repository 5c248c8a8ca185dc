-- A draft delivery beside what stands, figure by figure: new, changed, gone, same; follows draft_reach.sql. Full outer join of the staged rows with
-- the current figures of the measures, editions and periods the draft covers; "gone" only where the draft is complete, for a partial one says
-- nothing about the rest. Materialised by the caller: the counts, the biggest jumps and the pages of rows are read from it in turn.
, present AS (
    SELECT DISTINCT ON (o.series_id, o.period_end, o.period_start)
        o.series_id, o.period_end, o.period_start, o.value, o.status, o.flags
    FROM (SELECT DISTINCT delivery_id, measure_id FROM reach) d
    JOIN indicators_series s ON s.measure_id = d.measure_id
    JOIN indicators_observation o ON o.delivery_id = d.delivery_id AND o.series_id = s.id
    JOIN districts_area a ON a.id = s.area_id
    JOIN reach r ON r.delivery_id = o.delivery_id AND r.measure_id = s.measure_id AND r.edition_id = a.edition_id
        AND r.period_end = o.period_end AND r.period_start = o.period_start
    ORDER BY o.series_id, o.period_end, o.period_start, r.number DESC
),
staged AS (
    SELECT series_id, period_end, period_start, value, status, flags
    FROM indicators_stagedobservation WHERE delivery_id = %(delivery)s
)
SELECT
    series_id, period_end, period_start,
    present.value AS before, staged.value AS after,
    present.status AS status_before, staged.status AS status_after,
    CASE
        WHEN present.status IS NULL THEN 'new'
        WHEN staged.status IS NULL THEN 'gone'
        WHEN present.value IS NOT DISTINCT FROM staged.value AND present.status = staged.status AND present.flags = staged.flags THEN 'same'
        ELSE 'changed'
    END AS kind
FROM present FULL OUTER JOIN staged USING (series_id, period_end, period_start)
WHERE staged.status IS NOT NULL OR %(complete)s
