# What the machine must have, found by looking for the thing itself rather than for a package's name. Sourced after _lib.sh.
# shellcheck shell=bash

# find_python: a Python from 3.11 on that can make virtual environments.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# The newest PostgreSQL from 15 on that has PostGIS, or the version named.
postgres_version() {
  local wanted=${1:-} version found=
  for version in $(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | cut -d/ -f5 | sort -n); do
    if [[ ! $version =~ ^[0-9]+$ ]] || ((version < 15)); then continue; fi
    [[ -e /usr/share/postgresql/$version/extension/postgis.control ]] || continue
    [[ -n $wanted && $version != "$wanted" ]] || found=$version
  done
  [[ -n $found ]] && echo "$found"
}

has() { command -v "$1" >/dev/null; }
# No pipe into grep -q: it ends early, and what it cuts off then counts as failed.
has_library() { [[ $(/sbin/ldconfig -p) == *"$1"* ]]; }
has_font() { compgen -G "/usr/share/fonts/truetype/$1*/*" >/dev/null; }

# missing_packages yes|no: the Debian packages to install; the tests need a browser as well.
missing_packages() {
  find_python >/dev/null || echo python3 python3-venv
  postgres_version >/dev/null || echo postgresql "$(postgis_package)"
  has redis-server || echo redis-server
  has msgfmt && has xgettext || echo gettext
  has_library libpango-1.0.so.0 || echo libpango-1.0-0
  has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
  [[ -e /etc/ssl/certs/ca-certificates.crt ]] || echo ca-certificates
  has_font dejavu || has_font liberation || echo fonts-dejavu-core
  [[ $1 == no ]] || has chromium || echo chromium
}

# PostGIS for the PostgreSQL that this release calls its own. Without package lists the metapackage has to do.
postgis_package() {
  local version
  version=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
  if [[ -n $version ]]; then echo "postgresql-$version-postgis-3"; else echo postgresql-postgis; fi
}

install_packages() {
  local missing as_root=()
  missing=$(missing_packages "$1" | xargs)
  [[ -n $missing ]] || return 0
  has apt-get || die "this machine lacks: $missing (Debian's names). The scripts can install them only on Debian and Ubuntu."
  if ((EUID != 0)); then
    if has sudo && { sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; }; then
      as_root=(sudo)
    else
      say "This machine lacks a few packages. Have this line run once, then start again:"
      say "sudo apt-get update && sudo apt-get install --no-install-recommends -y $missing"
      exit 1
    fi
  fi
  say "Updating the package lists."
  "${as_root[@]}" apt-get update -qq || say "The package lists could not be updated: going on with what is there."
  missing=$(missing_packages "$1" | xargs)   # the right PostGIS is known now
  say "Installing $missing."
  # shellcheck disable=SC2086 # a list of words
  "${as_root[@]}" bash "$ROOT/script/_install.sh" $missing >"$LOGS/apt.log" 2>&1 || { show_log apt; die "apt-get failed."; }
  missing=$(missing_packages "$1" | xargs)
  [[ -z $missing ]] || die "still missing after the installation: $missing. Debian 12 or newer, or Ubuntu 24.04 or newer, is needed."
}
