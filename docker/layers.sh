#!/bin/sh
# Takes the packaged service apart, what changes seldom first: docker/layers.sh JAR DIRECTORY
# Afterwards DIRECTORY/{dependencies,snapshot-dependencies,application} are the layers of the image;
# laid over one another they are the service, with rapport.jar to start.
set -eu
jar=$1
directory=$2
rm -rf "$directory"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Djarmode=tools -jar "$jar" extract --layers --destination "$directory" --application-filename rapport.jar
for layer in dependencies snapshot-dependencies application; do
  mkdir -p "$directory/$layer"
done
test -f "$directory/application/rapport.jar"
