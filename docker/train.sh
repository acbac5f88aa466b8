#!/bin/sh
# Starts the service once, up to the point where it would serve, and keeps what the JVM learned in rapport.aot:
# docker/train.sh JAVA DIRECTORY  (DIRECTORY has rapport.jar and lib; java.options lies beside this script).
# The database of the training is the embedded one, in a directory that is thrown away; PostgreSQL starts only for
# a user who is not root, or where user namespaces are allowed.
set -eu
java=$1
directory=$2
options=$(cd "$(dirname "$0")" && pwd)/java.options
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$directory"
rm -f rapport.aot
"$java" "@$options" -XX:AOTCacheOutput=rapport.aot -Dspring.context.exit=onRefresh -jar rapport.jar \
  --rapport.embedded.directory="$scratch/installation" --rapport.embedded.durable=false --rapport.demo.load=false \
  --rapport.security.issuers[0].issuer=https://issuer.invalid/ --server.port=0 --management.server.port=0 \
  --spring.main.banner-mode=off
test -s rapport.aot
