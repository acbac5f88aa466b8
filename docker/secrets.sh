#!/bin/sh
# Makes the passwords and keys of docker/compose.yaml, once; they stay in docker/secrets, which git does not see.
set -eu
umask 022
cd "$(dirname "$0")"
directory=${1:-secrets}
test -d "$directory" && { echo "$directory is there already; delete it to begin anew" >&2; exit 0; }
mkdir -p "$directory"
random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }
for name in postgres-password owner-password app-password watch-token grafana-password; do
  random > "$directory/$name"
done
cat > "$directory/settings.properties" <<SETTINGS
spring.r2dbc.password=$(cat "$directory/app-password")
spring.flyway.password=$(cat "$directory/owner-password")
rapport.webhooks.keys=one:$(head -c 32 /dev/urandom | base64 | tr -d '\n')
rapport.watch.token=$(cat "$directory/watch-token")
SETTINGS
cat > "$directory/keycloak.env" <<KEYCLOAK
KC_BOOTSTRAP_ADMIN_USERNAME=admin
KC_BOOTSTRAP_ADMIN_PASSWORD=$(random)
RAPPORT_TENANT=demo
RAPPORT_USER_PASSWORD=$(random)
RAPPORT_SYNC_SECRET=$(random)
KEYCLOAK
echo "Passwords are in docker/$directory"
