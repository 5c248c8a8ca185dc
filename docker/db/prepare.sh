#!/usr/bin/env bash
# Run once by the image, when its data volume is empty.
set -euo pipefail
export OWNER_PASSWORD=$SOZIALMONITOR_OWNER_PASSWORD WEB_PASSWORD=$SOZIALMONITOR_WEB_PASSWORD
bash /usr/local/share/sozialmonitor/sql/apply.sh psql -U "$POSTGRES_USER"
