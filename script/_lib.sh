# Shared by the scripts beside it: paths, messages, waiting, background programs. Sourced, never run.
# shellcheck shell=bash disable=SC2034 # its names are for the scripts that source it
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
LOCAL=$ROOT/.local
LOGS=$LOCAL/log
PIDS=$LOCAL/pids
VENV=$LOCAL/venv
PYTHON=$VENV/bin/python
CHECKOUT=$(printf '%s' "$ROOT" | sha256sum | cut -c1-12)   # tells two checkouts on one machine apart
cd "$ROOT"

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }

[[ $ROOT != *\'* ]] || die "the scripts cannot work in a folder with an apostrophe in its name: $ROOT"
[[ ! -e $LOCAL || -O $LOCAL ]] || die "$LOCAL belongs to another user. Run this as that user, or remove the folder."
(umask 022 && mkdir -p "$LOCAL" "$LOGS" "$PIDS")

sha() { sha256sum | cut -d' ' -f1; }

# wait_until SECONDS COMMAND...: tries five times a second.
wait_until() {
  local tries=$(($1 * 5)); shift
  until "$@" >/dev/null 2>&1; do
    ((tries-- > 0)) || return 1
    sleep 0.2
  done
}

# locked NAME COMMAND...: one at a time in this checkout. What the command leaves running must close descriptor 8.
locked() {
  local name=$1; shift
  (
    exec 8>"$PIDS/$name.once"
    flock -n 8 || { say "Waiting for another $name in this checkout."; flock 8; }
    "$@"
  )
}

# Whether a background program lives is told by a lock that it inherits as descriptor 9, never by its number alone:
# after a crash or a restart of the machine the number may belong to somebody else.
is_running() { [[ -e $PIDS/$1.lock ]] && ! flock --shared --nonblock "$PIDS/$1.lock" true; }
is_stopped() { ! is_running "$1"; }

# holding NAME COMMAND...: becomes the command, with the lock and the number of NAME, in a session of its own.
holding() {
  local name=$1; shift
  exec 9>"$PIDS/$name.lock" 8>&-
  flock --timeout 3 9 || exit 0
  printf '%s\n' "$BASHPID" >"$PIDS/$name.pid"
  [[ ! -e $LOGS/$name.log ]] || mv "$LOGS/$name.log" "$LOGS/$name.log.1"
  exec setsid "$@" </dev/null >"$LOGS/$name.log" 2>&1
}

# start_background NAME COMMAND...: nothing to do if it runs already.
start_background() {
  is_running "$1" && return 0
  (holding "$@") &
  wait_until 3 is_running "$1" || true
}

# stop_background NAME [SECONDS [SIGNAL]]: asks, waits, and only then insists.
stop_background() {
  local name=$1 pid
  if is_running "$name"; then
    pid=$(<"$PIDS/$name.pid")
    kill -"${3:-TERM}" "$pid" 2>/dev/null || true
    if ! wait_until "${2:-10}" is_stopped "$name"; then
      say "$name does not stop by itself: killing it."
      kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    wait_until 5 is_stopped "$name" || die "$name still runs: see $LOGS/$name.log"
  fi
  rm -f "$PIDS/$name.pid"
}

show_log() { say "The last lines of $LOGS/$1.log:"; tail -n "${2:-15}" "$LOGS/$1.log" >&2 || true; }
