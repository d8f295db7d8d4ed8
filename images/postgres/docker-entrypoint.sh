#!/bin/bash
# What the official image does, as far as it is used here: options alone are options for postgres; root becomes the user
# postgres; an empty PGDATA gets a database, as POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB and POSTGRES_INITDB_ARGS say
# (each also as a file, POSTGRES_PASSWORD_FILE) and POSTGRES_HOST_AUTH_METHOD. Left out: /docker-entrypoint-initdb.d,
# POSTGRES_INITDB_WALDIR, and users that /etc/passwd does not know.
set -euo pipefail

fail() {
  echo "error: $1" >&2
  exit 1
}

# Exports a setting: its value, what its file contains, or a default.
setting() {
  local name="$1" file="${1}_FILE" value
  [ -z "${!name:-}" ] || [ -z "${!file:-}" ] || fail "$name and $file are both set"
  if [ -n "${!file:-}" ]; then value="$(< "${!file}")"; else value="${!name:-${2:-}}"; fi
  export "$name=$value"
  unset "$file"
}

initialise() {
  [ -n "$POSTGRES_PASSWORD" ] || [ "${POSTGRES_HOST_AUTH_METHOD:-}" = trust ] ||
    fail "the database is new, so POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE has to be set"
  # shellcheck disable=SC2086 # several options, with blanks between them
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") $POSTGRES_INITDB_ARGS
  printf 'host all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"
  [ "$POSTGRES_DB" = postgres ] ||
    printf 'CREATE DATABASE "%s"\n' "${POSTGRES_DB//\"/\"\"}" | postgres --single -D "$PGDATA" postgres > /dev/null
  echo "the new database is ready"
}

case "${1:-}" in
  -*) set -- postgres "$@" ;;
esac
[ "${1:-}" = postgres ] || exec "$@"
setting POSTGRES_PASSWORD
setting POSTGRES_USER postgres
setting POSTGRES_DB "$POSTGRES_USER"
setting POSTGRES_INITDB_ARGS
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 0700 "$PGDATA"
  chmod 03775 /var/run/postgresql
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  exec gosu postgres "$0" "$@"
fi
[ -s "$PGDATA/PG_VERSION" ] || initialise
exec "$@"
