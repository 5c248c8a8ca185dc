# PostgreSQL with PostGIS and Redis for this checkout alone, on unix sockets only. Sourced; brings the other three parts.
# shellcheck shell=bash
. "$(dirname "${BASH_SOURCE[0]}")/_lib.sh"
. "$ROOT/script/_packages.sh"
. "$ROOT/script/_instance.sh"

superuser_psql() { (cd / && "${PSQL[@]}" -v ON_ERROR_STOP=1 "$@"); }

write_cluster_settings() {
  local tuning=
  # Only the tests' data may be lost in a power cut.
  [[ $INSTANCE == test ]] && tuning=$'fsync = off\nsynchronous_commit = off\nfull_page_writes = off'
  # A test that waits for a lock nobody will give back is told so.
  [[ $INSTANCE == test ]] && tuning+=$'\nlock_timeout = 300s'
  as_service tee "$PG_DATA/sozialmonitor.conf" >/dev/null <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$RUN'
timezone = 'UTC'
$tuning
SETTINGS
  as_service tee "$PG_DATA/pg_hba.conf" >/dev/null <<'RULES'
local all postgres peer map=services
local all all scram-sha-256
RULES
  as_service tee "$PG_DATA/pg_ident.conf" >/dev/null <<<"services \"$(service_user)\" postgres"
}

create_cluster() {
  local new=$PG_DATA.new
  say "Creating the $INSTANCE database cluster (PostgreSQL $PG_VERSION) in $PG_DATA."
  rm -rf "$new"   # an attempt that was interrupted
  own_folder "$new"
  as_service "$PG_BIN/initdb" --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --auth=peer --no-sync \
    >"$LOGS/initdb.log" 2>&1 || { show_log initdb; die "initdb failed."; }
  as_service tee -a "$new/postgresql.conf" >/dev/null <<<"include = 'sozialmonitor.conf'"
  rm -f "$PIDS/$POSTGRES.prepared"
  mv "$new" "$PG_DATA"
}

start_postgres() {
  PG_DATA=$(data_folder "$PG_LINK")
  local made_by=
  [[ ! -e $PG_DATA ]] || made_by=$(as_service cat "$PG_DATA/PG_VERSION")
  PG_VERSION=$(postgres_version "$made_by") \
    || die "PostgreSQL ${made_by:-15 or newer} with PostGIS is missing: run script/setup.${made_by:+ Or remove $PG_LINK, which it made.}"
  PG_BIN=/usr/lib/postgresql/$PG_VERSION/bin
  [[ -e $PG_DATA ]] || create_cluster
  own_folder "$RUN"
  if is_stopped "$POSTGRES"; then
    write_cluster_settings
    # Nothing holds our lock, so these are left over; the number in them may by now be another program's.
    rm -f "$PG_DATA/postmaster.pid" "$RUN"/.s.PGSQL.5432{,.lock}
    (cd / && start_background "$POSTGRES" "${AS_SERVICE[@]}" "$PG_BIN/postgres" -D "$PG_DATA")
  fi
  wait_until 60 postgres_answers_or_is_gone || true
  postgres_answers || { show_log "$POSTGRES"; die "PostgreSQL did not start."; }
}
postgres_answers() { superuser_psql -d template1 -c '' 2>/dev/null; }
postgres_answers_or_is_gone() { postgres_answers || is_stopped "$POSTGRES"; }

# Roles, rights, extensions and the database, once and again whenever the SQL or a password changed.
prepare_database() {
  local stamp=$PIDS/$POSTGRES.prepared now
  now=$(cat "$SECRETS" "$PG_DATA/PG_VERSION" "$ROOT"/script/sql/* | sha)
  if [[ -e $stamp && $(<"$stamp") == "$now $PG_DATA" ]]; then
    # Somebody may have restored the database since.
    cat "$ROOT"/script/sql/{rights,only_added}.sql | superuser_psql -d "$DATABASE" >"$LOGS/rights.log" 2>&1 && return
  fi
  (cd / && export OWNER_PASSWORD WEB_PASSWORD && bash "$ROOT/script/sql/apply.sh" "${PSQL[@]}")
  printf '%s\n' "$now $PG_DATA" >"$stamp"
}

start_redis() {
  local data save='60 1'
  command -v redis-server >/dev/null || die "redis-server is missing: run script/setup."
  data=$(data_folder "$REDIS_LINK")
  own_folder "$data"
  [[ $INSTANCE == test ]] && save=
  (cd / && start_background "$REDIS" "${AS_SERVICE[@]}" redis-server --port 0 --unixsocket "$RUN/redis.sock" --unixsocketperm 700 \
    --dir "$data" --save "$save" --appendonly no --daemonize no)
  wait_until 30 redis_answers || { show_log "$REDIS"; die "Redis did not start."; }
}
redis_answers() { [[ $(as_service redis-cli -s "$RUN/redis.sock" ping) == PONG ]]; }

# What has been done to the database is written on it as its comment: whoever drops one has dropped the other.
noted() {
  superuser_psql -d "$DATABASE" -tAc "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
}
note_down() { superuser_psql -d postgres -c "COMMENT ON DATABASE $DATABASE IS '$1'"; }

start_services() { locked "start of the $INSTANCE services" start_services_now; }
start_services_now() {
  load_secrets
  start_postgres
  prepare_database
  if [[ $INSTANCE == test ]]; then   # tests build as the owner and ask as the web role: tests/conftest.py
    superuser_psql -q -d postgres -c 'SET client_min_messages = warning; GRANT sozialmonitor_web TO sozialmonitor_owner'
  fi
  start_redis
  write_environment
}

stop_services() {
  stop_background "$REDIS"
  stop_background "$POSTGRES" 30 INT   # the fast way: TERM would wait for every client to leave
}

# For the scripts that test and check: services that ran before are left running, and so are all with SOZIALMONITOR_KEEP=1.
borrow_test_services() {
  use_instance test
  if is_stopped "$POSTGRES" && [[ ${SOZIALMONITOR_KEEP:-0} != 1 ]]; then trap stop_services EXIT; fi
  start_services
  load_environment
}
