#!/bin/sh
# The official image first runs what is in /docker-entrypoint.d (IPv6, templates); that is left out.
exec "$@"
