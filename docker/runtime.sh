#!/bin/sh
# Makes a Java runtime with what the service needs and nothing else (no compiler, no debugger, no shell tools):
# docker/runtime.sh DIRECTORY
set -eu
rm -rf "$1"
"${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --output "$1" --strip-debug --no-header-files --no-man-pages --compress zip-6 --add-modules \
java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs
