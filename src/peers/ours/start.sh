#!/usr/bin/env bash
# Starts Rapport as it is packaged, beside the data of all peers; src/peers/compare sets RAPPORT_JAR and OURS.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd); work=${PEERS_WORK:-$here/.work}; mkdir -p "$work/run"
database=127.0.0.1:${PGPORT:-55432}/crm
node "$OURS/issuer.mjs" 4181 "$work/issuer-key.json" > "$work/run/ours-issuer.log" 2>&1 < /dev/null & echo $! > "$work/run/ours-issuer.pid"

# S1's writer is a function of the harness's schema: while subscriptions are measured, it writes what Rapport would.
if [ "${OURS_WRITER:-}" ]; then
  "$here/bin/pg.sh" psql -Atc "select pg_get_functiondef('crm.move_opportunity'::regproc)" > "$work/run/ours-writer.sql"
  "$here/bin/pg.sh" psql -q -v ON_ERROR_STOP=1 -f "$OURS/ours/writer.sql"
fi

# Sign-in, rights and row-level security as they are; limits and heartbeats so wide that a load from one client passes.
settings=(
  --server.port=4180 --management.server.port=4182
  --spring.r2dbc.url="r2dbc:postgresql://$database" --spring.r2dbc.username=rapport_app --spring.r2dbc.password=rapport
  --spring.flyway.url="jdbc:postgresql://$database" --spring.flyway.user=postgres --spring.flyway.password=postgres
  --rapport.security.issuers[0].issuer=http://127.0.0.1/peers --rapport.security.issuers[0].jwk-set-uri=http://127.0.0.1:4181/keys
  --rapport.webhooks.keys=peers:cGVlcnMgcGVlcnMgcGVlcnMgcGVlcnMgcGVlcnMgMTI=
  --rapport.limits.client-burst=1000000000 --rapport.limits.client-per-second=1000000000
  --rapport.limits.tenant-burst=1000000000 --rapport.limits.tenant-per-second=1000000000
  --rapport.limits.anonymous.burst=1000000000 --rapport.limits.anonymous.per-second=1000000000 --spring.r2dbc.pool.max-acquire-time=30s
  --rapport.web.connections.sockets-per-client=20000 --rapport.web.connections.sockets-per-tenant=20000
  --rapport.web.sockets.init=60s --rapport.events.heartbeat=10m)
setsid "${RAPPORT_JAVA:-java}" ${JAVA_OPTS:--Xms256m -Xmx1536m -XX:+UseParallelGC} --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -jar "$RAPPORT_JAR" "${settings[@]}" > "$work/run/ours.log" 2>&1 < /dev/null & echo $! > "$work/run/ours.pid"
for _ in $(seq 900); do
  if (exec 3<> /dev/tcp/127.0.0.1/4180) 2> /dev/null && grep -q 'Started Rapport' "$work/run/ours.log"; then exit 0; fi
  sleep 0.2; kill -0 "$(cat "$work/run/ours.pid")" 2> /dev/null || break
done
tail -15 "$work/run/ours.log" >&2; exit 1
