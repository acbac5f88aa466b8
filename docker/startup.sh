#!/usr/bin/env bash
# How long a start takes, plain and as in the image, turn by turn on the same embedded database:
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
settings=(-Dspring.context.exit=onRefresh)
arguments=(--rapport.embedded.directory="$work/home" --rapport.embedded.durable=false --rapport.demo.load=false
  --server.port=0 --management.server.port=0)
options=$PWD/docker/java.options
cd "$work/application"
plain() { "$JAVA_HOME/bin/java" "@$options" "${settings[@]}" -jar "$jar" "${arguments[@]}"; }
cached() { "$JAVA_HOME/bin/java" "@$options" -XX:AOTCache=rapport.aot -XX:AOTMode=on "${settings[@]}" -jar rapport.jar "${arguments[@]}"; }
seconds() {
  local begin; begin=$(date +%s%N)
  "$1" > "$work/log" 2>&1 || { tail "$work/log" >&2; exit 1; }
  echo $(( ($(date +%s%N) - begin) / 1000000 ))
}
plain > "$work/log" 2>&1 # makes the database
for _ in $(seq "$pairs"); do
  a=$(seconds plain); b=$(seconds cached)
  echo "plain $a ms  AOT cache $b ms  ratio $(awk "BEGIN { printf \"%.2f\", $b / $a }")" | tee -a "$work/ratios"
done
awk '{ print $NF }' "$work/ratios" | sort -n | awk '{ r[NR] = $1 } END { print "median ratio", r[int((NR + 1) / 2)] }'
