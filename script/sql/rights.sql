-- Extensions and what the web role may do with tables the owner makes; run by a superuser, any number of times.
-- In template1 first: every database made afterwards, the tests' included, then has them from the start.
SET client_min_messages = warning;  -- "already exists, skipping" is no news
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sozialmonitor_web;
-- Reading and adding only: the right to change a table's rows is given by name, after the migration that makes it
-- (sozialmonitor/access/sql). So a restored table never comes with more than it had.
ALTER DEFAULT PRIVILEGES FOR ROLE sozialmonitor_owner IN SCHEMA public
  REVOKE ALL ON TABLES FROM sozialmonitor_web;
ALTER DEFAULT PRIVILEGES FOR ROLE sozialmonitor_owner IN SCHEMA public
  GRANT SELECT, INSERT ON TABLES TO sozialmonitor_web;
ALTER DEFAULT PRIVILEGES FOR ROLE sozialmonitor_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO sozialmonitor_web;
