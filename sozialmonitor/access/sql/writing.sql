-- Who may write what rights hang on, decided by the database once more: whoever can run SQL as the web role cannot give themselves a right. Made once,
-- by the migration that names this file; SQL, because triggers are nothing the ORM knows. They ask the web role alone: the owner's programs and
-- the cascades of foreign keys are not held. A refusal is an error and not a row left out, so that nothing is believed to have been written.

CREATE FUNCTION access_refuse(what text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% may not be written by who speaks here', what USING ERRCODE = 'insufficient_privilege';
END $$;

-- What only administrators and the house write.
CREATE FUNCTION access_demand_administration() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT public.access_administers() THEN
        PERFORM public.access_refuse(TG_TABLE_NAME);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- What people write for themselves alone: the first argument names the column of the account, the others columns that do not matter.
CREATE FUNCTION access_demand_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own CONSTANT text := public.access_account()::text;
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
    IF NOT coalesce(
        public.access_administers()
        OR (NOT public.access_is_program() AND coalesce(before ->> TG_ARGV[0], own) = own AND coalesce(after ->> TG_ARGV[0], own) = own)
        OR (TG_OP = 'UPDATE' AND before - TG_ARGV = after - TG_ARGV AND before ->> TG_ARGV[0] = after ->> TG_ARGV[0]),
        false
    ) THEN
        PERFORM public.access_refuse(TG_TABLE_NAME);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- People change their own account, but not what it may; that it was used may be noted for everybody.
CREATE FUNCTION access_demand_account() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    powers CONSTANT text[] := ARRAY['id', 'is_superuser', 'is_staff', 'is_privacy_officer', 'is_active', 'username'];
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    power text;
    same boolean := true;
BEGIN
    FOREACH power IN ARRAY powers LOOP
        same := same AND before -> power IS NOT DISTINCT FROM after -> power;
    END LOOP;
    IF NOT coalesce(
        public.access_administers()
        OR (same AND OLD.id = public.access_account() AND NOT public.access_is_program())
        OR (same AND before - 'last_login' = after - 'last_login'),
        false
    ) THEN
        PERFORM public.access_refuse(TG_TABLE_NAME);
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- What a row is: never changed once it is there, for rights are decided by it. The trigger's condition says which columns.
CREATE FUNCTION access_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM public.access_refuse(TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON access_user
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_account();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON access_membership
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON access_department
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON access_role
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_administration();
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON access_token
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_own('owner_id', 'last_used');
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON mfa_authenticator
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_own('user_id', 'last_used_at');
CREATE TRIGGER written_by_who_may BEFORE INSERT OR UPDATE OR DELETE ON socialaccount_socialaccount
    FOR EACH ROW WHEN (current_user = 'sozialmonitor_web') EXECUTE FUNCTION access_demand_own('user_id', 'last_login', 'extra_data');
