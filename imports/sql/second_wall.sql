-- Which deliveries as files the speaker of a transaction may see: `imports.rights.visible_batches` decided a second time, by the database. It knows
-- who uploaded a file, and the measures a profile names; made once, by the migration that names this file.

-- Profiles all of whose measures the speaker may import, or publish, on the division they name; and those of offices whose deliveries are open.
CREATE FUNCTION imports_profiles() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT ARRAY(
        SELECT p.id
        FROM public.imports_profile AS p
        LEFT JOIN public.districts_division AS d ON d.key = split_part(p.spec #>> '{area,division}', '@', 1)
        WHERE p.spec ->> 'source' = ANY (public.indicators_words('sources'))
           OR (p.measures <> '{}' AND EXISTS (
                SELECT FROM (VALUES ('import'), ('publish')) AS asked (permission)
                WHERE p.measures::text[] <@ ARRAY(
                    SELECT m.code::text
                    FROM unnest(
                        public.indicators_numbers(permission)
                        || ARRAY(SELECT pair >> 32 FROM unnest(public.indicators_numbers(permission || '_in')) AS pair WHERE pair & 4294967295 = d.id)
                    ) AS covered (measure)
                    JOIN public.indicators_measure AS m ON m.id = covered.measure
                )
           ))
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
