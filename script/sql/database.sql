-- The product's database, a copy of template1; run by a superuser in the database postgres, any number of times.
SELECT 'CREATE DATABASE sozialmonitor OWNER sozialmonitor_owner'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sozialmonitor') \gexec

REVOKE ALL ON DATABASE sozialmonitor FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE sozialmonitor TO sozialmonitor_web;
