/*
 * Restores a safety backup with `pg_restore -C`: the archive itself carries the database's name, owner, locale,
 * settings, rights, comment and limit. Complaints do not stop it, as the old site is worth more than a comment that
 * could not be set; what was restored is counted by the caller afterwards. The disk's reserve is watched as in a load.
 * Arguments: backup, parallel jobs, folders whose filesystems are watched, libpq connection string of the maintenance
 * database, that of the restored one. POSIX sh for dash and busybox ash.
 */
export const PUT_BACK_SCRIPT = `set -u
LC_ALL=C; export LC_ALL
umask 077
file=$1 jobs=$2 watch=$3 maintenance=$4 restored=$5
floor=976563
watchdog() {
  while :; do
    for path in $watch; do
      set -- $(df -Pk "$path" 2>/dev/null | tail -n 1)
      if [ $# -lt 6 ]; then continue; fi
      reserve=$(($2 / 20))
      if [ "$reserve" -lt "$floor" ]; then reserve=$floor; fi
      if [ "$4" -lt "$reserve" ]; then
        echo "rc-reserve $4 $reserve $path"
        kill -TERM $$
        return
      fi
    done
    sleep 1 >/dev/null 2>&1
  done
}
work() {
  pg_restore -C -v -w -j "$jobs" -d "$maintenance" "$file"
  rc=$?
  echo "rc-restored $rc"
  if [ "$rc" -gt 1 ]; then return 3; fi
  psql -X -w -q -v ON_ERROR_STOP=1 -d "$restored" -c ANALYZE || echo 'rc-note ANALYZE failed'
  return 0
}
trap 'exit 75' TERM
watchdog &
dog=$!
work &
worker=$!
wait "$worker"
result=$?
trap - TERM
kill "$dog" 2>/dev/null
if [ "$result" = 0 ]; then echo rc-put-back; fi
exit "$result"
`;
