#!/usr/bin/env bash
here=$(cd "$(dirname "$0")/../.." && pwd); work=${PEERS_WORK:-$here/.work}
for name in ours ours-issuer; do "$here/bin/stop-peer.sh" $name; done
if [ -f "$work/run/ours-writer.sql" ]; then
  "$here/bin/pg.sh" psql -q -v ON_ERROR_STOP=1 -f "$work/run/ours-writer.sql" && rm "$work/run/ours-writer.sql"
fi
