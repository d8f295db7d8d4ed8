# Fluent Bit stops reading the moment it is told to end, however much is left in the files. By then the app has ended, so
# they are complete: a second run reads them from where the first one was to their end, and ends by itself.
program='/fluent-bit/bin/fluent-bit -c /fluent-bit/etc/fluent-bit.conf'
told=
EXIT_ON_EOF=off $program &
tail=$!
trap 'told=yes; kill -TERM $tail' TERM INT

# A signal that is trapped interrupts `wait`.
while :; do
  wait $tail
  code=$?
  kill -0 $tail 2>/dev/null || break
done
[ -n "$told" ] || exit $code

set -- ${folder}/*.log
[ -e "$1" ] || exit 0
EXIT_ON_EOF=on exec $program
