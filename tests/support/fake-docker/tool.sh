#!/bin/sh
# Stands in the PATH for every other program the cutover script calls. Counts its calls and kills the script at a
# chosen one ($RC_FAKE/tool-kill: "N before|after"); short sleeps are shortened, long ones (time limits) are not.
tool=${0##*/}
at= mode= n=0
# The watchdog's sleep runs beside the script: it would make the count a matter of chance.
[ "$tool" = sleep ] || { read -r at mode <"$RC_FAKE/tool-kill"; } 2>/dev/null
if [ -n "$at" ]; then
  { read -r n <"$RC_FAKE/tool-calls"; } 2>/dev/null
  n=$((n + 1))
  echo "$n" >"$RC_FAKE/tool-calls"
  { read -r script <"$RC_FAKE/script-pid"; } 2>/dev/null
  if [ "$n" = "$at" ] && [ "$mode" = before ]; then
    kill -9 "$script"
    exit 1
  fi
fi
if [ "$tool" = sleep ]; then
  case $1 in 0* | 1 | 2 | 3) set -- 0.02 ;; esac
  exec /usr/bin/sleep "$@"
fi
if [ -n "${RC_BUSYBOX:-}" ]; then
  "$RC_BUSYBOX" "$tool" "$@"
else
  "/usr/bin/$tool" "$@"
fi
code=$?
if [ -n "$at" ] && [ "$n" = "$at" ]; then kill -9 "$script"; fi
exit "$code"
