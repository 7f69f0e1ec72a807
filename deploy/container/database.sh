#!/bin/sh
# Run once by the image of PostgreSQL: a role that owns one database and nothing else.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  -v password="$(cat "${PASSWORD_FILE:-/run/secrets/password}")" -v desk="$(cat "${DESK_FILE:-/run/secrets/desk_password}")" <<'SQL'
CREATE ROLE saiyai LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE ROLE "saiyai-desk" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'desk';
CREATE DATABASE saiyai OWNER saiyai TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE saiyai FROM PUBLIC;
SQL
