-- What grants open once bundles are taken apart and a program's token narrows them; and who may write grants and the catalogue rights are decided
-- by. The second implementation of `permissions.allowed` and of `giving.Giver`. Made once, by the migration that names this file.

CREATE FUNCTION indicators_opened() RETURNS TABLE (permission text, scope_kind text, scope_key text, division_key text, areas text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH held AS MATERIALIZED (
        SELECT * FROM public.access_held()
    ), allowance AS MATERIALIZED (
        SELECT * FROM public.access_allowance() AS t WHERE t.scope_kind <> ''
    ), members AS MATERIALIZED (
        SELECT s.code::text AS bundle, i.code::text AS indicator
        FROM public.indicators_indicatorset AS s
        JOIN public.indicators_setmember AS m ON m.indicator_set_id = s.id
        JOIN public.indicators_indicator AS i ON i.id = m.indicator_id
    ), opened AS (
        SELECT * FROM held WHERE scope_kind NOT IN ('set', 'topic')
        UNION
        SELECT held.permission, 'indicator', members.indicator, held.division_key, held.areas
        FROM held JOIN members ON members.bundle = held.scope_key
        WHERE held.scope_kind IN ('set', 'topic')
    ), named AS (
        SELECT allowance.scope_kind, allowance.scope_key FROM allowance WHERE allowance.scope_kind NOT IN ('set', 'topic')
        UNION
        SELECT 'indicator', members.indicator
        FROM allowance JOIN members ON members.bundle = allowance.scope_key
        WHERE allowance.scope_kind IN ('set', 'topic')
    )
    SELECT * FROM opened WHERE NOT EXISTS (SELECT FROM allowance)
    UNION
    SELECT opened.permission, named.scope_kind, named.scope_key, opened.division_key, opened.areas
    FROM opened
    -- A right on an office's deliveries has to name the office: one on everything opens none, and a token makes it none either.
    JOIN named ON (opened.scope_kind = 'any' AND named.scope_kind <> 'source')
        OR (opened.scope_kind = named.scope_kind AND opened.scope_key = named.scope_key);
END $$;

-- What the grants of today open, by permission: indicators, in a division or ('') in all.
CREATE OR REPLACE FUNCTION indicators_granted() RETURNS TABLE (permission text, indicator text, division_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH opened AS MATERIALIZED (SELECT * FROM public.indicators_opened())
    SELECT permission, scope_key, division_key FROM opened WHERE scope_kind = 'indicator'
    UNION
    SELECT opened.permission, i.code::text, opened.division_key
    FROM opened, public.indicators_indicator AS i
    WHERE opened.scope_kind = 'any';
END $$;

-- Everything policies ask, computed once a transaction and sealed, so that nobody but this function can have written it:
-- all, all_import, all_publish; read, import, publish: ids of measures, in all divisions; read_in and so on: measure and division, both in one
-- number; sources, publish_sources: offices whose deliveries are open, as they are, before anything is suppressed.
CREATE OR REPLACE FUNCTION indicators_rights() RETURNS jsonb
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
        public.access_speaker(), substr(kept, 65)
    ), 'UTF8'))), 'hex') THEN
        RETURN substr(kept, 65)::jsonb;
    END IF;
    IF public.access_administers() THEN
        found := nothing || everything;
    ELSE
        WITH held AS MATERIALIZED (
            SELECT * FROM public.indicators_opened()
        ), granted AS MATERIALIZED (
            SELECT permission, scope_key AS indicator, division_key FROM held WHERE scope_kind = 'indicator'
            UNION
            SELECT held.permission, i.code::text, held.division_key FROM held, public.indicators_indicator AS i WHERE held.scope_kind = 'any'
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
        public.access_speaker(), found::text
    ), 'UTF8'))), 'hex') || found::text, true);
    RETURN found;
END $$;

-- Runs of typologies whose classes the speaker may see: by a right on the typology there, or on all indicators that went in.
CREATE OR REPLACE FUNCTION indicators_runs() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    WITH seen AS MATERIALIZED (
        SELECT indicator, division_key FROM public.indicators_granted() WHERE permission IN ('view', 'download')
    ), held AS MATERIALIZED (
        SELECT * FROM public.indicators_opened() WHERE permission IN ('view', 'download') AND scope_kind IN ('any', 'typology')
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

-- Whether the speaker may give or end a right like this one: administrators any, others below `manage` what they manage, to named subjects.
CREATE FUNCTION indicators_gives(given access_grant) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    IF public.access_administers() THEN
        RETURN true;
    ELSIF given.permission = 'manage' OR given.is_open THEN
        RETURN false;
    END IF;
    RETURN (
        WITH fitting AS MATERIALIZED (
            SELECT o.areas
            FROM public.indicators_opened() AS o
            WHERE o.permission = 'manage' AND o.division_key IN ('', given.division_key)
              AND (o.scope_kind = 'any' OR (o.scope_kind = given.scope_kind AND o.scope_key = given.scope_key))
        )
        SELECT EXISTS (SELECT FROM fitting WHERE areas = '{}')
            OR (given.areas <> '{}' AND given.areas::text[] <@ ARRAY(SELECT unnest(areas) FROM fitting))
    );
END $$;

CREATE FUNCTION indicators_demand_giving() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND NOT public.indicators_gives(OLD)) OR (TG_OP <> 'DELETE' AND NOT public.indicators_gives(NEW)) THEN
        PERFORM public.access_refuse(TG_TABLE_NAME);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON access_grant
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION indicators_demand_giving();

-- A formula decides which measures come with a right on its indicator, a set which indicators with a right on it.
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON indicators_indicator
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON indicators_measure
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON indicators_indicatorset
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON indicators_setmember
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();

-- Figures belong to a measure in an area of a division, to an office, and a class to what went in.
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON districts_division FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.key) IS DISTINCT FROM (NEW.id, NEW.key)) EXECUTE FUNCTION access_stays();
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON districts_edition FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.division_id) IS DISTINCT FROM (NEW.id, NEW.division_id)) EXECUTE FUNCTION access_stays();
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON districts_area FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.edition_id, OLD.code) IS DISTINCT FROM (NEW.id, NEW.edition_id, NEW.code)) EXECUTE FUNCTION access_stays();
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON indicators_delivery FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.source, OLD.created_by_id) IS DISTINCT FROM (NEW.id, NEW.source, NEW.created_by_id)) EXECUTE FUNCTION access_stays();
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON indicators_run FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.typology_id, OLD.edition_id, OLD.inputs, OLD.definition) IS DISTINCT FROM (NEW.id, NEW.typology_id, NEW.edition_id, NEW.inputs, NEW.definition)) EXECUTE FUNCTION access_stays();
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON indicators_typology FOR EACH ROW
    WHEN (current_user = 'sozialmonitor_web' AND (OLD.id, OLD.key, OLD.version) IS DISTINCT FROM (NEW.id, NEW.key, NEW.version)) EXECUTE FUNCTION access_stays();

DROP FUNCTION access_grants();
