#!/usr/bin/env bash
# apply.sh PSQL...: roles, extensions, rights and the database, through the given psql command of a superuser, any number of times.
# Used by the scripts and by the image in docker/db. Wants OWNER_PASSWORD and WEB_PASSWORD in the environment.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

for name in OWNER_PASSWORD WEB_PASSWORD; do
  # They stand in an SQL text and in a URL.
  [[ ${!name:-} =~ ^[A-Za-z0-9]+$ ]] || { echo "$name must be letters and digits, for example from: openssl rand -hex 24" >&2; exit 1; }
done

set -- "$@" -X -q -v ON_ERROR_STOP=1
# Passwords go through the standard input: everyone on the machine can read a program's arguments.
{ printf "\\\\set owner_password '%s'\n\\\\set web_password '%s'\n" "$OWNER_PASSWORD" "$WEB_PASSWORD"; cat "$here/roles.sql"; } | "$@" -d postgres
"$@" -d template1 <"$here/rights.sql"
"$@" -d postgres <"$here/database.sql"
cat "$here/rights.sql" "$here/only_added.sql" | "$@" -d sozialmonitor
