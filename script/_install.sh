#!/usr/bin/env bash
# Run as root by script/setup: installs Debian packages without starting, or leaving to start at boot, a service of the system
# and without making a database cluster of the system: the product runs its own.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

policy=/usr/sbin/policy-rc.d                                        # tells packages that no service may be started now
no_cluster=/etc/postgresql-common/createcluster.d/sozialmonitor.conf
undo=()
restore() { ((${#undo[@]} == 0)) || rm -f "${undo[@]}"; }
trap restore EXIT

if [[ ! -e $policy ]]; then
  undo+=("$policy")
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
undo+=("$no_cluster")
mkdir -p "${no_cluster%/*}"
echo 'create_main_cluster = false' >"$no_cluster"

had_redis=
command -v redis-server >/dev/null && had_redis=yes
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null
if [[ -z $had_redis ]] && command -v systemctl >/dev/null; then
  systemctl disable --quiet redis-server || true
fi
