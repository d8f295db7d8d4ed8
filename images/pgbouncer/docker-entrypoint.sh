#!/bin/sh
# As in the official image: there is an auth file, if an empty one, before the program starts. Left out is the pgbouncer.ini
# that it makes of DATABASE_URL and DB_*: recipes bring their own.
set -e
auth_file="${AUTH_FILE:-/etc/pgbouncer/userlist.txt}"
[ -e "$auth_file" ] || touch "$auth_file"
exec "$@"
