# PgBouncer takes passwords from its own files only. These are made of the Secret, in memory; printf is part of the shell, so
# that the password is in nobody's arguments.
set -eu
umask 077
# Each file has its own quotes, and doubles those that are in a text.
password() { sed "s/$1/$1$1/g" /etc/pgbouncer-secret/password; }

# Whoever asks becomes the one user that the server knows.
printf "[databases]\n%s = host=%s port=%s user='%s' password='%s'\n" \
  '${database}' '${host}' '${serverPort}' '${user}' "$(password "'")" > /run/pgbouncer/databases.ini

# With authType scram-sha-256 the app shows the same password.
printf '"%s" "%s"\n' '${user}' "$(password '"')" > "$AUTH_FILE"

exec pgbouncer /etc/pgbouncer/pgbouncer.ini
