#!/bin/sh
# As in the official image: options alone are options for envoy, and root becomes the user envoy unless ENVOY_UID is 0.
set -e
case "${1:-}" in
  -*) set -- envoy "$@" ;;
esac
if [ "${1:-}" = envoy ] && [ -n "${loglevel:-}" ]; then
  set -- "$@" --log-level "$loglevel"
fi
if [ "${ENVOY_UID:-}" != 0 ] && [ "$(id -u)" = 0 ]; then
  exec chroot --userspec="${ENVOY_UID:-101}:${ENVOY_GID:-101}" / "$@"
fi
exec "$@"
