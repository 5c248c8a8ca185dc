-- Which figures the speaker of a transaction may read, and publish: the second implementation of the rule that `sozialmonitor.access.permissions` and
-- `indicators.rights` have in Python, decided by the database from the same grants. Made once, by the migration that names this file. Without JIT:
-- the planner takes functions over JSON for dear and compiles a quarter of a second for a question of a millisecond.

-- The measures an indicator's formula uses, through those it refers to: `FormulaBook.measures`.
CREATE FUNCTION indicators_uses() RETURNS TABLE (indicator text, measure integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE needs (indicator, via) AS (
        SELECT code::text, code::text FROM public.indicators_indicator
        UNION
        SELECT needs.indicator, word #>> '{}'
        FROM needs JOIN public.indicators_indicator AS i ON i.code = needs.via, jsonb_path_query(i.formula, '$.**.indicator') AS word
    )
    SELECT DISTINCT needs.indicator, m.id::integer
    FROM needs
    JOIN public.indicators_indicator AS i ON i.code = needs.via,
    jsonb_path_query(
        i.formula, 'lax $.** ? (@.type() == "object").keyvalue() ? (@.key != "indicator").value[*] ? (@.type() == "string")'
    ) AS word
    JOIN public.indicators_measure AS m ON m.code = word #>> '{}';
END $$;

-- What the grants of today open, by permission: indicators with those of bundles, in a division or ('') in all.
CREATE FUNCTION indicators_granted() RETURNS TABLE (permission text, indicator text, division_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH held AS MATERIALIZED (SELECT * FROM public.access_grants())
    SELECT permission, scope_key, division_key FROM held WHERE scope_kind = 'indicator'
    UNION
    SELECT held.permission, i.code::text, held.division_key
    FROM held
    JOIN public.indicators_indicatorset AS s ON s.code = held.scope_key
    JOIN public.indicators_setmember AS m ON m.indicator_set_id = s.id
    JOIN public.indicators_indicator AS i ON i.id = m.indicator_id
    WHERE held.scope_kind IN ('set', 'topic')
    UNION
    SELECT held.permission, i.code::text, held.division_key FROM held, public.indicators_indicator AS i WHERE held.scope_kind = 'any';
END $$;

-- Everything policies ask, computed once a transaction and sealed, so that nobody but this function can have written it:
-- all, all_import, all_publish; read, import, publish: ids of measures, in all divisions; read_in and so on: measure and division, both in one
-- number; sources, publish_sources: offices whose deliveries are open, as they are, before anything is suppressed.
CREATE FUNCTION indicators_rights() RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    kept text := coalesce(current_setting('sozialmonitor.rights', true), '');
    secret public.access_secret;
    found jsonb;
    everything CONSTANT jsonb := '{"all": true, "all_import": true, "all_publish": true}';
    nothing CONSTANT jsonb := '{
        "all": false, "all_import": false, "all_publish": false, "read": [], "read_in": [], "import": [], "import_in": [],
        "publish": [], "publish_in": [], "sources": [], "publish_sources": []
    }';
BEGIN
    IF public.access_account() IS NULL THEN
        RETURN nothing;
    ELSIF public.access_account() = 0 THEN  -- leaves what is kept of the person whose work it does
        RETURN nothing || everything;
    END IF;
    SELECT * INTO secret FROM public.access_secret;
    IF kept <> '' AND left(kept, 64) = encode(sha256(secret.outer_pad || sha256(secret.inner_pad || convert_to(concat_ws(
        '|', 'rights', pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint,
        public.access_account(), substr(kept, 65)
    ), 'UTF8'))), 'hex') THEN
        RETURN substr(kept, 65)::jsonb;
    END IF;
    IF public.access_administers() THEN
        found := nothing || everything;
    ELSE
        WITH held AS MATERIALIZED (
            SELECT * FROM public.access_grants()
        ), granted AS MATERIALIZED (
            SELECT * FROM public.indicators_granted()
        ), uses AS MATERIALIZED (
            SELECT * FROM public.indicators_uses()
        ), measured AS MATERIALIZED (
            SELECT granted.permission, uses.measure, granted.division_key FROM granted JOIN uses ON uses.indicator = granted.indicator
            UNION
            SELECT held.permission, m.id::integer, held.division_key
            FROM held
            JOIN public.indicators_measure AS m ON held.scope_kind = 'any' OR (held.scope_kind = 'measure' AND m.code = held.scope_key)
        ), placed AS (
            SELECT DISTINCT permission, measure, (measure::bigint << 32) | d.id AS pair
            FROM measured JOIN public.districts_division AS d ON d.key = measured.division_key
        ), anything AS (
            SELECT DISTINCT permission FROM held WHERE scope_kind = 'any' AND division_key = ''
        )
        SELECT jsonb_build_object(
            'all', EXISTS (SELECT FROM anything WHERE permission IN ('view', 'download', 'import', 'publish')),
            'all_import', EXISTS (SELECT FROM anything WHERE permission = 'import'),
            'all_publish', EXISTS (SELECT FROM anything WHERE permission = 'publish'),
            'read', (SELECT coalesce(jsonb_agg(DISTINCT measure), '[]') FROM measured
                     WHERE division_key = '' AND permission IN ('view', 'download', 'import', 'publish')),
            'read_in', (SELECT coalesce(jsonb_agg(DISTINCT pair), '[]') FROM placed WHERE permission IN ('view', 'download', 'import', 'publish')),
            'import', (SELECT coalesce(jsonb_agg(DISTINCT measure), '[]') FROM measured WHERE division_key = '' AND permission = 'import'),
            'import_in', (SELECT coalesce(jsonb_agg(DISTINCT pair), '[]') FROM placed WHERE permission = 'import'),
            'publish', (SELECT coalesce(jsonb_agg(DISTINCT measure), '[]') FROM measured WHERE division_key = '' AND permission = 'publish'),
            'publish_in', (SELECT coalesce(jsonb_agg(DISTINCT pair), '[]') FROM placed WHERE permission = 'publish'),
            'sources', (SELECT coalesce(jsonb_agg(DISTINCT scope_key), '[]') FROM held
                        WHERE scope_kind = 'source' AND permission IN ('view', 'download', 'import', 'publish')),
            'publish_sources', (SELECT coalesce(jsonb_agg(DISTINCT scope_key), '[]') FROM held
                                WHERE scope_kind = 'source' AND permission = 'publish')
        ) INTO found;
    END IF;
    PERFORM set_config('sozialmonitor.rights', encode(sha256(secret.outer_pad || sha256(secret.inner_pad || convert_to(concat_ws(
        '|', 'rights', pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint,
        public.access_account(), found::text
    ), 'UTF8'))), 'hex') || found::text, true);
    RETURN found;
END $$;

-- One answer of the above, as policies compare it.
CREATE FUNCTION indicators_may(what text) RETURNS boolean
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$ SELECT (public.indicators_rights() -> what)::boolean $$;

CREATE FUNCTION indicators_numbers(what text) RETURNS bigint[]
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(public.indicators_rights() -> what)::bigint)
$$;

CREATE FUNCTION indicators_words(what text) RETURNS text[]
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(public.indicators_rights() -> what))
$$;

-- Measures readable in all divisions or in one at least.
CREATE FUNCTION indicators_known() RETURNS bigint[]
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT public.indicators_numbers('read') || ARRAY(SELECT pair >> 32 FROM unnest(public.indicators_numbers('read_in')) AS pair)
$$;

-- Runs of typologies whose classes the speaker may see: by a right on the typology there, or on all indicators that went in.
CREATE FUNCTION indicators_runs() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    WITH seen AS MATERIALIZED (
        SELECT indicator, division_key FROM public.indicators_granted() WHERE permission IN ('view', 'download')
    ), held AS MATERIALIZED (
        SELECT * FROM public.access_grants() WHERE permission IN ('view', 'download') AND scope_kind IN ('any', 'typology')
    )
    SELECT ARRAY(
        SELECT r.id
        FROM public.indicators_run AS r
        JOIN public.indicators_typology AS t ON t.id = r.typology_id
        JOIN public.districts_edition AS e ON e.id = r.edition_id
        JOIN public.districts_division AS d ON d.id = e.division_id
        WHERE EXISTS (
            SELECT FROM held WHERE held.division_key IN ('', d.key) AND (held.scope_kind = 'any' OR held.scope_key = t.key)
        ) OR NOT EXISTS (
            SELECT FROM jsonb_object_keys(r.inputs -> 'indicators') AS code
            WHERE NOT EXISTS (SELECT FROM seen WHERE seen.indicator = code AND seen.division_key IN ('', d.key))
        )
    )
$$;

-- Every expression below in (SELECT …) is computed once a statement, and the sets of series are hashed: a figure costs one look-up.
ALTER TABLE indicators_observation ENABLE ROW LEVEL SECURITY;
CREATE POLICY observation_read ON indicators_observation FOR SELECT USING (
    (SELECT indicators_may('all'))
    OR series_id IN (SELECT s.id FROM indicators_series AS s WHERE s.measure_id = ANY (ARRAY(SELECT unnest(indicators_numbers('read')))))
    OR series_id IN (
        SELECT s.id
        FROM indicators_series AS s
        JOIN districts_area AS a ON a.id = s.area_id
        JOIN districts_edition AS e ON e.id = a.edition_id
        WHERE s.measure_id = ANY (ARRAY(SELECT pair >> 32 FROM unnest(indicators_numbers('read_in')) AS pair))
          AND (s.measure_id << 32 | e.division_id) = ANY (ARRAY(SELECT unnest(indicators_numbers('read_in'))))
    )
    OR delivery_id IN (SELECT d.id FROM indicators_delivery AS d WHERE d.source = ANY (ARRAY(SELECT unnest(indicators_words('sources')))))
);
CREATE POLICY observation_add ON indicators_observation FOR INSERT WITH CHECK (
    (SELECT indicators_may('all_publish'))
    OR series_id IN (SELECT s.id FROM indicators_series AS s WHERE s.measure_id = ANY (ARRAY(SELECT unnest(indicators_numbers('publish')))))
    OR series_id IN (
        SELECT s.id
        FROM indicators_series AS s
        JOIN districts_area AS a ON a.id = s.area_id
        JOIN districts_edition AS e ON e.id = a.edition_id
        WHERE s.measure_id = ANY (ARRAY(SELECT pair >> 32 FROM unnest(indicators_numbers('publish_in')) AS pair))
          AND (s.measure_id << 32 | e.division_id) = ANY (ARRAY(SELECT unnest(indicators_numbers('publish_in'))))
    )
    OR delivery_id IN (SELECT d.id FROM indicators_delivery AS d WHERE d.source = ANY (ARRAY(SELECT unnest(indicators_words('publish_sources')))))
);

ALTER TABLE indicators_stagedobservation ENABLE ROW LEVEL SECURITY;
CREATE POLICY stagedobservation_all ON indicators_stagedobservation FOR ALL USING (
    (SELECT indicators_may('all_import') OR indicators_may('all_publish'))
    OR series_id IN (SELECT s.id FROM indicators_series AS s WHERE s.measure_id = ANY (ARRAY(SELECT unnest(indicators_numbers('import') || indicators_numbers('publish')))))
    OR series_id IN (
        SELECT s.id
        FROM indicators_series AS s
        JOIN districts_area AS a ON a.id = s.area_id
        JOIN districts_edition AS e ON e.id = a.edition_id
        WHERE s.measure_id = ANY (ARRAY(SELECT pair >> 32 FROM unnest(indicators_numbers('import_in') || indicators_numbers('publish_in')) AS pair))
          AND (s.measure_id << 32 | e.division_id) = ANY (ARRAY(SELECT unnest(indicators_numbers('import_in') || indicators_numbers('publish_in'))))
    )
    OR delivery_id IN (SELECT d.id FROM indicators_delivery AS d WHERE d.source = ANY (ARRAY(SELECT unnest(indicators_words('sources')))))
);

ALTER TABLE indicators_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY delivery_all ON indicators_delivery FOR ALL USING (
    (SELECT indicators_may('all'))
    OR created_by_id = (SELECT access_account())
    OR source = ANY (ARRAY(SELECT unnest(indicators_words('sources'))))
    OR EXISTS (
        SELECT FROM indicators_deliveryscope AS s
        WHERE s.delivery_id = indicators_delivery.id AND s.measure_id = ANY (ARRAY(SELECT unnest(indicators_known())))
    )
) WITH CHECK ((SELECT access_account()) IS NOT NULL);

ALTER TABLE indicators_result ENABLE ROW LEVEL SECURITY;
CREATE POLICY result_all ON indicators_result FOR ALL USING (
    (SELECT access_administers()) OR run_id = ANY (ARRAY(SELECT unnest(indicators_runs())))
);

-- What holds for every row is checked by the owner's eyes: a figure nobody may see still keeps its delivery from being deleted.
ALTER FUNCTION observations_refer() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION observations_stay() SECURITY DEFINER SET search_path = public, pg_temp;
