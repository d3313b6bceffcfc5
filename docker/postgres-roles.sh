#!/bin/bash
# Run once by the Postgres image, on an empty volume: the three roles, none of which bypasses row-level security, and a
# database that belongs to the one that owns its tables.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$CARREL_OWNER_PASSWORD" \
  --set maintenance="$CARREL_MAINTENANCE_PASSWORD" \
  --set app="$CARREL_APP_PASSWORD" <<'SQL'
create role carrel_owner       login nosuperuser nobypassrls password :'owner';
create role carrel_maintenance login nosuperuser nobypassrls password :'maintenance';
create role carrel_app         login nosuperuser nobypassrls password :'app';
grant carrel_maintenance to carrel_owner;
create database carrel owner carrel_owner;
SQL
