# Where the two instances, demo and test, keep their things, and the settings to reach them. Sourced after _lib.sh.
# They share this code and nothing else: tests can be fast and never touch the demo's data.
# shellcheck shell=bash disable=SC2034 # its names are for the scripts that source it

DATABASE=sozialmonitor           # these three are made in script/sql/
OWNER_ROLE=sozialmonitor_owner   # owns the tables, runs migrations
WEB_ROLE=sozialmonitor_web       # what the web server and the worker connect as; owns nothing
CITY='Neuhafen am Strom'         # the fictional city of sozialmonitor/demo, and its key among the regions
CITY_CODE=99222

# use_instance demo|test: sets the paths everything below works with.
use_instance() {
  local prefix=
  case $1 in
    demo) ;;
    test) prefix=test- ;;
    *) die "unknown instance $1: demo or test" ;;
  esac
  INSTANCE=$1
  POSTGRES=${prefix}postgres REDIS=${prefix}redis
  ENV_FILE=$LOCAL/${prefix}env SECRETS=$LOCAL/${prefix}secrets FILES=$LOCAL/${prefix}files STATIC=$LOCAL/${prefix}static
  PG_LINK=$LOCAL/${prefix}pg REDIS_LINK=$LOCAL/${prefix}redis
  RUN=$LOCAL/${prefix}run
  short_enough "$RUN" && service_can_enter "$LOCAL" || RUN=/tmp/sozialmonitor-$CHECKOUT-${prefix}run
  PSQL=("${AS_SERVICE[@]}" "/usr/lib/postgresql/$(postgres_version || true)/bin/psql" -X -q -h "$RUN" -U postgres)
}

# 107 bytes is the system's limit; characters that would need quoting in a setting or a URL are avoided as well.
short_enough() { local LC_ALL=C path=$1/.s.PGSQL.5432; ((${#path} < 100)) && [[ $path =~ ^[A-Za-z0-9/._-]+$ ]]; }

# PostgreSQL refuses to run as root, so root's services run as the user its package made.
service_user() { if ((EUID == 0)); then echo postgres; else id -un; fi; }
AS_SERVICE=()
((EUID != 0)) || AS_SERVICE=(setpriv --reuid=postgres --regid=postgres --init-groups --reset-env --)
as_service() { (cd / && "${AS_SERVICE[@]}" "$@"); }
service_can_enter() { ((EUID != 0)) || as_service test -x "$1"; }

# own_folder PATH: a folder only the services' user (and root) can enter. In /tmp anyone could have made it first.
own_folder() {
  mkdir -p "$(dirname "$1")"
  mkdir -m 700 "$1" 2>/dev/null && { ((EUID != 0)) || chown "$(service_user)": "$1"; }
  [[ -d $1 && ! -L $1 && $(stat -c %U "$1") == "$(service_user)" ]] || die "$1 belongs to somebody else: remove it."
}

# data_folder LINK: where the data is. Where the services' user cannot enter the checkout it is elsewhere, and linked.
data_folder() {
  if [[ ! -e $1 ]]; then
    if service_can_enter "$LOCAL"; then
      rm -f "$1"
    else
      (umask 022 && mkdir -p "/var/lib/sozialmonitor-$CHECKOUT") && ln -sfn "/var/lib/sozialmonitor-$CHECKOUT/${1##*/}" "$1"
      say "$(service_user) cannot enter $LOCAL: the data of ${1##*/} is in $(readlink -m "$1")."
      [[ ! -e $1 ]] || say "It is there from an earlier checkout in this place, and is used again. To begin anew: script/stop, and remove it."
    fi
  fi
  readlink -m "$1"
}

load_secrets() {
  if [[ ! -e $SECRETS ]]; then
    # Sixty-four characters: the framework wants fifty of the key at least.
    (umask 077 && for name in SECRET_KEY OWNER_PASSWORD WEB_PASSWORD; do
      printf '%s=%s\n' "$name" "$(head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n')"
    done >"$SECRETS.new") && mv "$SECRETS.new" "$SECRETS"
  fi
  # shellcheck source=/dev/null
  . "$SECRETS"
  ((${#SECRET_KEY} >= 50)) || lengthen_key
}

# Of a checkout from when keys were shorter. A new key ends all sessions, once.
lengthen_key() {
  SECRET_KEY=$(head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n')
  (umask 077 && sed "s/^SECRET_KEY=.*/SECRET_KEY=$SECRET_KEY/" "$SECRETS" >"$SECRETS.new") && mv "$SECRETS.new" "$SECRETS"
}

# The names are explained in .env.example; a socket's folder stands where django-environ wants it.
# A new file replaces the old one: the checkout may have moved.
write_environment() {
  local demo=0 inbox=
  [[ $INSTANCE == demo ]] && demo=1 inbox=$LOCAL/inbox
  (umask 077 && cat >"$ENV_FILE.new" <<SETTINGS
SOZIALMONITOR_SECRET_KEY='$SECRET_KEY'
SOZIALMONITOR_DEBUG='0'
SOZIALMONITOR_ALLOWED_HOSTS='127.0.0.1,localhost'
SOZIALMONITOR_HTTPS='0'
SOZIALMONITOR_DATABASE_URL='postgis://$WEB_ROLE:$WEB_PASSWORD@/$RUN/$DATABASE'
SOZIALMONITOR_OWNER_DATABASE_URL='postgis://$OWNER_ROLE:$OWNER_PASSWORD@/$RUN/$DATABASE'
SOZIALMONITOR_REDIS_URL='redis+socket://$RUN/redis.sock'
SOZIALMONITOR_FILES='$FILES'
SOZIALMONITOR_INBOX='$inbox'
SOZIALMONITOR_STATIC='$STATIC'
SOZIALMONITOR_CITY='$CITY'
SOZIALMONITOR_CITY_CODE='$CITY_CODE'
SOZIALMONITOR_DEMO='$demo'
SOZIALMONITOR_SECOND_FACTOR='offered'
SOZIALMONITOR_MAX_UPLOAD_MB='200'
SETTINGS
  mkdir -p "$FILES" ${inbox:+"$inbox"})
  mv "$ENV_FILE.new" "$ENV_FILE"
}

# Settings in the environment, for the programs started from here.
load_environment() {
  set -a
  # shellcheck source=/dev/null
  . "$ENV_FILE"
  set +a
}
as_owner() { SOZIALMONITOR_DATABASE_URL=$SOZIALMONITOR_OWNER_DATABASE_URL "$@"; }

# Static files are gathered again only when there is something new: the second start should be quick.
gather_static_files() {
  local now stamp=$STATIC.stamp
  now=$({ cat requirements.lock package-lock.json sozialmonitor/settings.py; find static -type f -printf '%p %s %T@\n' | sort; } \
    | sha)
  [[ -d $STATIC && -e $stamp && $(<"$stamp") == "$now" ]] && return
  "$PYTHON" manage.py collectstatic --noinput --clear --verbosity 0 >"$LOGS/static.log" 2>&1 \
    || { show_log static; die "collectstatic failed."; }
  printf '%s\n' "$now" >"$stamp"
}
