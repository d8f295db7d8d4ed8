#!/bin/sh
# As in the official image: options alone are options for haproxy, and haproxy runs as a master with a worker, in
# the foreground.
set -e
case "${1:-}" in
  -*) set -- haproxy "$@" ;;
esac
if [ "${1:-}" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
