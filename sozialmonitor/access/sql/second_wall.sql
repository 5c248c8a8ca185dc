-- Who speaks, for policies: decided by the database itself. Made once, by the migration that names this file; SQL, because policies are nothing the
-- ORM knows. Functions of the owner (SECURITY DEFINER): they read what the web role cannot, and none of them seals what a caller hands it. In
-- PL/pgSQL, which keeps its plans as long as the connection lives: they are asked in every statement.

-- The secret that tickets are checked with, as the two pads of HMAC. No policy lets the web role see a row, whatever rights a restored dump gives.
CREATE TABLE access_secret (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);
COMMENT ON TABLE access_secret IS 'closed';
ALTER TABLE access_secret ENABLE ROW LEVEL SECURITY;

-- The account that this transaction's ticket names: 0 is the house, -1 somebody without an account, null nobody: no ticket, a forged one, one of an
-- earlier transaction or of another connection.
CREATE FUNCTION access_account() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    RETURN (
        SELECT split_part(given.ticket, '|', 1)::bigint
        FROM (SELECT nullif(current_setting('sozialmonitor.ticket', true), '')) AS given (ticket), public.access_secret AS secret
        WHERE split_part(given.ticket, '|', 2) = encode(sha256(secret.outer_pad || sha256(secret.inner_pad || convert_to(concat_ws(
            '|', 'ticket', split_part(given.ticket, '|', 1), pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint
        ), 'UTF8'))), 'hex')
    );
END $$;

-- Whether the speaker may everything: the house and administrators.
CREATE FUNCTION access_administers() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE account bigint := public.access_account();
BEGIN
    RETURN coalesce(account = 0 OR EXISTS (
        SELECT FROM public.access_user AS person WHERE person.id = account AND person.is_active AND person.is_superuser
    ), false);
END $$;

-- The grants that hold for the speaker today; the second implementation of `Grant.objects.of(…).holding()`. Days are the city's.
CREATE FUNCTION access_grants() RETURNS TABLE (permission text, scope_kind text, scope_key text, division_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
    account bigint := public.access_account();
    today date := (now() AT TIME ZONE 'Europe/Berlin')::date;
    departments bigint[] := ARRAY(SELECT m.department_id FROM public.access_membership AS m WHERE m.user_id = account);
BEGIN
    IF account <> -1 AND NOT EXISTS (SELECT FROM public.access_user AS person WHERE person.id = account AND person.is_active) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT g.permission::text, g.scope_kind::text, g.scope_key::text, g.division_key::text
    FROM public.access_grant AS g
    WHERE (g.valid_from IS NULL OR g.valid_from <= today) AND (g.valid_until IS NULL OR g.valid_until >= today)
      AND (g.is_open OR g.person_id = account OR g.department_id = ANY (departments));
END $$;
