#!/usr/bin/env bash
# How long a start takes, plain and as in the image, turn by turn beside a PostgreSQL that is up:
# docker/startup.sh [PAIRS] [JAR]. The figures are of whole processes, from the command to the end of the start.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-5}
jar=$(realpath "${2:-$(ls target/rapport-*.jar | head -1)}")
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/openjdk; do
  if [ -x "$home/bin/java" ] && "$home/bin/java" -version 2>&1 | grep -qE 'version "(2[5-9]|[3-9][0-9])'; then export JAVA_HOME=$home; break; fi
done
work=$(mktemp -d /tmp/rapport-startup.XXXXXX)
trap 'rm -rf "$work"' EXIT
sh docker/layers.sh "$jar" "$work/layers"
mkdir "$work/application"
cp -r "$work"/layers/dependencies/. "$work"/layers/snapshot-dependencies/. "$work"/layers/application/. "$work/application"
sh docker/train.sh "$JAVA_HOME/bin/java" "$work/application" > "$work/log" 2>&1 || { tail "$work/log"; exit 1; }
options=$PWD/docker/java.options
cd "$work/application"
run=("$JAVA_HOME/bin/java" "@$options")
cached=(-XX:AOTCache=rapport.aot -XX:AOTMode=on -Dspring.context.exit=onRefresh -jar rapport.jar)
plain=(-Dspring.context.exit=onRefresh -jar "$jar")

# one that stays up holds the database, so that the others start as beside a PostgreSQL of one's own
"${run[@]}" -jar rapport.jar --rapport.embedded.directory="$work/home" --rapport.demo.load=false \
  --server.port=0 --management.server.port=0 > "$work/holder" 2>&1 &
holder=$!
trap 'kill $holder; wait $holder || true; rm -rf "$work"' EXIT
until grep -q 'Started Rapport' "$work/holder"; do kill -0 $holder || { cat "$work/holder"; exit 1; }; sleep 0.5; done
place=127.0.0.1:$(sed -n 4p "$work/home/postgres/postmaster.pid")/rapport
arguments=(--spring.r2dbc.url="r2dbc:postgresql://$place" --spring.r2dbc.username=rapport_app
  --spring.r2dbc.password="$(cat "$work/home/app-password")" --spring.flyway.url="jdbc:postgresql://$place"
  --spring.flyway.user=postgres --spring.flyway.password="$(cat "$work/home/owner-password")"
  --rapport.security.issuers[0].issuer=https://issuer.invalid --server.port=0 --management.server.port=0)

seconds() {
  local begin; begin=$(date +%s%N)
  "${run[@]}" "$@" "${arguments[@]}" > "$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
  echo $(( ($(date +%s%N) - begin) / 1000000 ))
}
for _ in $(seq "$pairs"); do
  a=$(seconds "${plain[@]}"); b=$(seconds "${cached[@]}")
  echo "plain $a ms  AOT cache $b ms  ratio $(awk "BEGIN { printf \"%.2f\", $b / $a }")" | tee -a "$work/ratios"
done
awk '{ print $NF }' "$work/ratios" | sort -n | awk '{ r[NR] = $1 } END { print "median ratio", r[int((NR + 1) / 2)] }'
