#!/usr/bin/env bash
# Run once by the image, when its data volume is empty.
set -euo pipefail

# The image takes a volume with a cluster for a finished one, so a failure must leave none: the next start tries again.
leave_nothing_half_made() {
  (($? == 0)) && return
  pg_ctl --pgdata="$PGDATA" --mode=immediate stop >/dev/null || true
  find "$PGDATA" -mindepth 1 -delete
}
trap leave_nothing_half_made EXIT

export OWNER_PASSWORD=$SOZIALMONITOR_OWNER_PASSWORD WEB_PASSWORD=$SOZIALMONITOR_WEB_PASSWORD
bash /usr/local/share/sozialmonitor/sql/apply.sh psql -U "$POSTGRES_USER"
