#!/usr/bin/dumb-init /bin/sh
# As in the official image: options and subcommands are OpenBao's, a bare server is one for development, and root becomes
# the user openbao.
set -e
ulimit -c 0
config=/openbao/config
[ -z "${BAO_LOCAL_CONFIG:-}" ] || echo "$BAO_LOCAL_CONFIG" > "$config/local.json"
case "${1:-}" in
  -*) set -- bao "$@" ;;
  server)
    shift
    set -- bao server -config="$config" -dev-root-token-id="${BAO_DEV_ROOT_TOKEN_ID:-}" \
      -dev-listen-address="${BAO_DEV_LISTEN_ADDRESS:-0.0.0.0:8200}" "$@"
    ;;
  version) set -- bao "$@" ;;
  *) if bao --help "${1:-}" 2>&1 | grep -q "bao ${1:-}"; then set -- bao "$@"; fi ;;
esac
if [ "${1:-}" = bao ] && [ "$(id -u)" = 0 ]; then
  exec chroot --userspec=100:100 / "$@"
fi
exec "$@"
