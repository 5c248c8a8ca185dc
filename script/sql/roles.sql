-- The two roles; run by a superuser with psql in the database postgres, any number of times.
-- psql variables: owner_password, web_password. The compose file's database and script/_services.sh both use this file.
SELECT 'CREATE ROLE sozialmonitor_owner' WHERE to_regrole('sozialmonitor_owner') IS NULL \gexec
SELECT 'CREATE ROLE sozialmonitor_web' WHERE to_regrole('sozialmonitor_web') IS NULL \gexec

-- CREATEDB is for the tests, which make and drop databases of their own.
ALTER ROLE sozialmonitor_owner LOGIN CREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS NOREPLICATION PASSWORD :'owner_password';
ALTER ROLE sozialmonitor_web LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS NOREPLICATION PASSWORD :'web_password';
