#!/usr/bin/env bash
# Does without Docker what the image does, and looks whether it holds: docker/verify.sh [JAR]
# Layers, Java runtime, AOT cache, the ENTRYPOINT and the HEALTHCHECK of the Dockerfile as they stand there, a user
# without rights, a directory that nothing can be written to, and a limit of memory.
set -euo pipefail
cd "$(dirname "$0")/.."
jar=${1:-$(ls target/rapport-*.jar | grep -v -e sources -e original | head -1)}
work=$(mktemp -d /tmp/rapport-verify.XXXXXX)
limit_mb=768
uid=$(id -u nobody) # PostgreSQL wants a user that the machine knows
service=
trap 'test -n "$service" && kill -9 "$service" 2>/dev/null; rm -rf "$work"' EXIT
fail() { echo "FAILED: $1" >&2; test -f "$work/log" && tail -30 "$work/log" >&2; exit 1; }
step() { printf '%5.1f s  %s\n' "$(bc <<<"$(date +%s.%N) - $begin" 2>/dev/null || echo 0)" "$1"; }
begin=$(date +%s.%N)

# the JDK of the build, which need not be the one that runs Maven
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/openjdk; do
  if [ -x "$home/bin/jlink" ] && "$home/bin/jlink" --version | grep -qE '^(2[5-9]|[3-9][0-9])'; then export JAVA_HOME=$home; break; fi
done

# who the service is: another user where this is root, as in the image
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid $uid --regid $uid --clear-groups "$@"; else "$@"; fi; }
words() { sed -n "s/^ *$1 *\[\(.*\)\]/\1/p" docker/Dockerfile | tail -1 | sed 's/", *"/ /g; s/"//g'; }

sh docker/layers.sh "$jar" "$work/layers"
step "layers: $(cd "$work/layers" && du -sh dependencies application | tr '\t\n' '  ')"
sh docker/runtime.sh "$work/java"
step "runtime: $(du -sh "$work/java" | cut -f1)"
mkdir "$work/application" "$work/data" "$work/training"
cp -r "$work"/layers/dependencies/. "$work"/layers/snapshot-dependencies/. "$work"/layers/application/. "$work/application"
cp docker/java.options "$work/application"
cp docker/train.sh docker/java.options "$work/training"
if [ "$(id -u)" = 0 ]; then chown -R $uid "$work/application" "$work/data"; chmod 755 "$work"; fi
as sh "$work/training/train.sh" "$work/java/bin/java" "$work/application" > "$work/log" 2>&1 || fail "the training"
step "AOT cache: $(du -h "$work/application/rapport.aot" | cut -f1)"

# from here on nothing can be written but /tmp and the data
if [ "$(id -u)" = 0 ]; then chown -R 0 "$work/application"; fi
chmod -R a-w,a+rX "$work/application"
before=$(cd "$work/application" && find . -type f | sort | xargs sha256sum | sha256sum)
entry=$(words ENTRYPOINT)
probe=$(words CMD)
entry=${entry/\/java\/bin\/java/$work/java/bin/java}
# AOTMode=on: no start without the cache; MaxRAM: what the container's limit tells the JVM
cd "$work/application"
start=(env -i PATH=/usr/bin:/bin LANG=C.UTF-8 ${entry/ -jar/ -XX:AOTMode=on -XX:MaxRAM=${limit_mb}m -jar}
  --rapport.embedded.directory="$work/data/installation" --rapport.demo.load=false
  --server.port=18080 --management.server.port=19080)
if [ "$(id -u)" = 0 ]; then start=(setpriv --reuid "$uid" --regid "$uid" --clear-groups "${start[@]}"); fi
"${start[@]}" > "$work/log" 2>&1 &
service=$!
probe=${probe/\/java\/bin\/java/$work/java/bin/java}
ready() { as env -i PATH=/usr/bin:/bin MANAGEMENT_SERVER_PORT=19080 $probe; }
for _ in $(seq 240); do
  ready && break
  kill -0 "$service" 2>/dev/null || fail "the service ended"
  sleep 0.5
done
ready || fail "the health check never said that it is ready"
step "ready, by the health check: $(grep -o 'Started Rapport in [0-9.]* seconds' "$work/log")"

test "$(id -u)" != 0 || test "$(awk '/^Uid:/ { print $2 }' /proc/$service/status)" = $uid || fail "it is not user $uid"
resident=$(awk '/^VmRSS:/ { print int($2 / 1024) }' /proc/$service/status)
test "$resident" -lt $limit_mb || fail "it takes $resident MB of $limit_mb"
step "memory: $resident MB of $limit_mb"
curl -sf http://127.0.0.1:18080/ > /dev/null || fail "the API is not served"
curl -sf http://127.0.0.1:19080/actuator/prometheus | grep '^rapport_statements_total' > /dev/null || fail "no figures"
test "$(curl -so /dev/null -w '%{http_code}' http://127.0.0.1:18080/actuator/health)" = 404 || fail "figures on the port of the API"
touched=$(find . -type f | sort | xargs sha256sum | sha256sum)
test "$before" = "$touched" || fail "the service changed its own files"
kill -TERM "$service"
wait "$service" && code=0 || code=$?
test "$code" = 143 || test "$code" = 0 || fail "it ended with $code"
service=
step "stopped by SIGTERM, exit code $code"
MANAGEMENT_SERVER_PORT=19080 $probe && fail "the health check says yes to nobody" || true
echo "The image's steps hold."
