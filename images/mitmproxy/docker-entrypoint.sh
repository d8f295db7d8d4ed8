#!/bin/sh
# As in the official image: its programs run as the user mitmproxy, who owns the folder with their certificates. Left out is the
# change of that user's id to the owner of a folder that is mounted there.
set -e
case "${1:-}" in
  mitmdump | mitmproxy | mitmweb)
    if [ "$(id -u)" = 0 ]; then
      mkdir -p /home/mitmproxy/.mitmproxy
      chown -R mitmproxy:mitmproxy /home/mitmproxy/.mitmproxy
      exec gosu mitmproxy "$@"
    fi
    ;;
esac
exec "$@"
