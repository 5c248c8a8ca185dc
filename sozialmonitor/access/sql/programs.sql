-- A program that shows a token speaks for its owner, and for less: the ticket names both. Made once, by the migration that names this file; SQL,
-- because policies are nothing the ORM knows. The second implementation of what `permissions.allowed` does with a token.

-- What this transaction's ticket says: an account, or an account and a token with a colon between; null for nobody.
CREATE FUNCTION access_speaker() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    RETURN (
        SELECT split_part(given.ticket, '|', 1)
        FROM (SELECT nullif(current_setting('sozialmonitor.ticket', true), '')) AS given (ticket), public.access_secret AS secret
        WHERE split_part(given.ticket, '|', 2) = encode(sha256(secret.outer_pad || sha256(secret.inner_pad || convert_to(concat_ws(
            '|', 'ticket', split_part(given.ticket, '|', 1), pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint
        ), 'UTF8'))), 'hex')
    );
END $$;

CREATE OR REPLACE FUNCTION access_account() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    RETURN split_part(public.access_speaker(), ':', 1)::bigint;
END $$;

CREATE FUNCTION access_is_program() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    RETURN coalesce(public.access_speaker() LIKE '%:%', false);
END $$;

-- What a program's token allows; no row where it is ended, expired, or not the account's.
CREATE FUNCTION access_allowance() RETURNS TABLE (permissions text[], scope_kind text, scope_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT t.permissions::text[], t.scope_kind::text, t.scope_key::text
    FROM public.access_token AS t
    WHERE t.id::text = split_part(public.access_speaker(), ':', 2) AND t.owner_id = public.access_account()
      AND t.expires >= (now() AT TIME ZONE 'Europe/Berlin')::date;
END $$;

-- Programs read and deliver; nobody administers through one.
CREATE OR REPLACE FUNCTION access_administers() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE account bigint := public.access_account();
BEGIN
    RETURN coalesce(account = 0 OR (NOT public.access_is_program() AND EXISTS (
        SELECT FROM public.access_user AS person WHERE person.id = account AND person.is_active AND person.is_superuser
    )), false);
END $$;

-- The grants that hold for the speaker today, with the areas they name, less what a token does not allow; an administrator's token has them on
-- everything. Bundles are as they were written. The second implementation of `Grant.objects.of(…).holding()`. Days are the city's.
CREATE FUNCTION access_held() RETURNS TABLE (permission text, scope_kind text, scope_key text, division_key text, areas text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
    account bigint := public.access_account();
    program boolean := public.access_is_program();
    permitted text[] := ARRAY(SELECT unnest(t.permissions) FROM public.access_allowance() AS t);
    today date := (now() AT TIME ZONE 'Europe/Berlin')::date;
    departments bigint[] := ARRAY(SELECT m.department_id FROM public.access_membership AS m WHERE m.user_id = account);
    person public.access_user;
BEGIN
    SELECT * INTO person FROM public.access_user AS u WHERE u.id = account AND u.is_active;
    IF account <> -1 AND person.id IS NULL THEN
        RETURN;
    END IF;
    IF program AND person.is_superuser THEN
        RETURN QUERY SELECT one, 'any', '', '', ARRAY[]::text[] FROM unnest(permitted) AS one;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT g.permission::text, g.scope_kind::text, g.scope_key::text, g.division_key::text, g.areas::text[]
    FROM public.access_grant AS g
    WHERE (g.valid_from IS NULL OR g.valid_from <= today) AND (g.valid_until IS NULL OR g.valid_until >= today)
      AND (g.is_open OR g.person_id = account OR g.department_id = ANY (departments))
      AND (NOT program OR g.permission = ANY (permitted));
END $$;
