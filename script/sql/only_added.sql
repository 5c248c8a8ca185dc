-- Takes from the web role what it must not do with tables whose comment is "only added"; run by a superuser in the product's database, at every
-- start: a restored database may have given it back.
SELECT format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM sozialmonitor_web', oid::regclass)
  FROM pg_class
  WHERE relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') = 'only added'
    AND has_table_privilege('sozialmonitor_web', oid, 'UPDATE, DELETE, TRUNCATE') \gexec
