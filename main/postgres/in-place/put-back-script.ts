/*
 * Restores a safety backup with `pg_restore -C`: the archive itself carries the database's name, owner, locale,
 * settings, rights, comment and limit. Complaints do not stop it, as the old site is worth more than a comment that
 * could not be set; what was restored is counted by the caller afterwards. The disk's reserve is watched as in a load.
 * Arguments: folder and base name of the backup, parallel jobs, folders whose filesystems are watched, libpq connection string of the maintenance
 * database, that of the restored one. POSIX sh for dash and busybox ash.
 */
export const PUT_BACK_SCRIPT = `set -u
LC_ALL=C; export LC_ALL
umask 077
file=$1/$2 jobs=$3 watch=$4 maintenance=$5 restored=$6
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
working=
trap 'kill -TERM $working 2>/dev/null; exit 75' TERM
watchdog &
dog=$!
pg_restore -C -v -w -j "$jobs" -d "$maintenance" "$file" &
working=$!
wait "$working"
rc=$?
echo "rc-restored $rc"
if [ "$rc" -le 1 ]; then
  psql -X -w -q -v ON_ERROR_STOP=1 -d "$restored" -c ANALYZE &
  working=$!
  wait "$working" || echo 'rc-note ANALYZE failed'
fi
trap - TERM
kill "$dog" 2>/dev/null
if [ "$rc" -gt 1 ]; then exit 3; fi
echo rc-put-back
`;
