-- Whether one of the first thousand staged rows of a draft differs from what stands; follows draft_reach.sql. Spares the whole comparison where
-- a file brings something new, which is nearly always. SQL, because each row asks for the newest of several by key.
SELECT EXISTS (
    SELECT FROM (SELECT * FROM indicators_stagedobservation WHERE delivery_id = %(delivery)s LIMIT 1000) s
    JOIN indicators_series subject ON subject.id = s.series_id
    JOIN districts_area a ON a.id = subject.area_id
    LEFT JOIN LATERAL (
        SELECT o.value, o.status, o.flags
        FROM reach r
        JOIN indicators_observation o ON o.delivery_id = r.delivery_id AND o.series_id = s.series_id
            AND o.period_end = s.period_end AND o.period_start = s.period_start
        WHERE r.measure_id = subject.measure_id AND r.edition_id = a.edition_id
            AND r.period_end = s.period_end AND r.period_start = s.period_start
        ORDER BY r.number DESC LIMIT 1
    ) present ON true
    WHERE present.status IS NULL OR present.status <> s.status OR present.flags <> s.flags OR present.value IS DISTINCT FROM s.value
)
