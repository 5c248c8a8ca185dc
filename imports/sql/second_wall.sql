-- Which deliveries as files the speaker of a transaction may see: `imports.rights.visible_batches` decided a second time, by the database. It knows
-- who uploaded a file, and the measures a profile names; made once, by the migration that names this file.

-- Profiles all of whose measures the speaker may import, or publish.
CREATE FUNCTION imports_profiles() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    WITH covered AS (
        SELECT permission, array_agg(m.code::text) AS codes
        FROM (VALUES ('import'), ('publish')) AS asked (permission)
        JOIN public.indicators_measure AS m ON m.id = ANY (ARRAY(SELECT unnest(public.indicators_numbers(permission))))
        GROUP BY permission
    )
    SELECT ARRAY(
        SELECT p.id FROM public.imports_profile AS p
        WHERE p.measures <> '{}' AND EXISTS (SELECT FROM covered WHERE p.measures::text[] <@ covered.codes)
    )
$$;

ALTER TABLE imports_batch ENABLE ROW LEVEL SECURITY;
CREATE POLICY batch_all ON imports_batch FOR ALL USING (
    (SELECT indicators_may('all_import') OR indicators_may('all_publish'))
    OR created_by_id = (SELECT access_account())
    OR profile_id = ANY (ARRAY(SELECT unnest(imports_profiles())))
);

ALTER TABLE imports_problem ENABLE ROW LEVEL SECURITY;
CREATE POLICY problem_all ON imports_problem FOR ALL USING (EXISTS (SELECT FROM imports_batch AS b WHERE b.id = imports_problem.batch_id));

-- The bytes of a file belong to all batches of it; writing the row is the house's.
ALTER TABLE imports_sourcefile ENABLE ROW LEVEL SECURITY;
CREATE POLICY sourcefile_all ON imports_sourcefile FOR ALL USING (
    (SELECT access_administers()) OR EXISTS (SELECT FROM imports_batch AS b WHERE b.file_id = imports_sourcefile.id)
);

ALTER TABLE imports_inboxfile ENABLE ROW LEVEL SECURITY;
CREATE POLICY inboxfile_all ON imports_inboxfile FOR ALL USING ((SELECT access_administers()));
