#!/bin/sh
# Runs once, when the data directory is made: the owner of the schema, the role of the service, and their database.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  --set owner_password="$(cat /run/secrets/owner-password)" --set app_password="$(cat /run/secrets/app-password)" <<'SQL'
create role rapport_owner login createrole password :'owner_password';
create role rapport_app login nosuperuser nobypassrls password :'app_password';
create database rapport owner rapport_owner template template0 encoding 'UTF8'
  locale_provider builtin builtin_locale 'C.UTF-8' locale 'C';
SQL
