/** Where a helper sees its job folder. */
export const HELPER_JOB_MOUNT = '/job';

/** First word of a status file; the rest are the step's name and its exit status. */
export const STATUS_MARK = 'RC-HELPER-ENDED';

/*
 * Runs /job/<step>.sh and leaves log and status in the job folder. Arguments: step, then the script's own.
 * The status is written beside and renamed, so it is whole or absent; a status that cannot be written fails the
 * container. Files are given to the folder's owner: the SSH user has to read and remove them.
 */
export const HELPER_WRAPPER = `umask 077
step=$1; shift
owner=$(stat -c %u:%g /job)
# Started once more, by hand or by a restart of everything, it would do its work a second time over the first.
if ! (set -C; : >"/job/$step.begun") 2>/dev/null; then echo "$step: started a second time; refused" >&2; exit 71; fi
: >>"/job/$step.log"
chown "$owner" "/job/$step.log" || chmod 644 "/job/$step.log"
sh "/job/$step.sh" "$@" </dev/null >>"/job/$step.log" 2>&1
rc=$?
part="/job/$step.status.part"
printf '${STATUS_MARK} %s %s\\n' "$step" "$rc" >"$part" || exit 70
chown "$owner" "$part" || chmod 644 "$part"
mv -f "$part" "/job/$step.status" || exit 70
exit "$rc"
`;

/*
 * One poll of a helper, on the host. Arguments: log, status, container name, first byte wanted (from 1), limit of
 * bytes, then docker's prefix. Waits up to about 5 s for news and asks docker only when there was none. Whether the
 * helper has ended is found out BEFORE the log is read, so what it wrote before ending is all there; the status file
 * is looked at again after docker, for it may have come in between. First line of the output, one of
 *   status <content> | state <docker's word> <exit code> <oom> | alive | gone | error
 * then the log's bytes.
 */
export const POLL_SCRIPT = `log=$1 status=$2 name=$3 from=$4 limit=$5; shift 5
i=0
news=
while [ "$i" -lt 25 ]; do
  if [ -s "$status" ]; then news=1; break; fi
  size=0
  [ ! -e "$log" ] || size=$(wc -c <"$log")
  if [ "$size" -ge "$from" ]; then news=1; break; fi
  sleep 0.2 2>/dev/null || { sleep 1; i=$((i + 4)); }
  i=$((i + 1))
done
line=alive
if [ -z "$news" ]; then
  if state=$("$@" inspect --type container --format '{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}' "$name" 2>/dev/null); then
    line="state $state"
  elif "$@" version >/dev/null 2>&1; then
    line=gone
  else
    line=error
  fi
fi
[ ! -s "$status" ] || line="status $(head -n 1 "$status")"
printf '%s\\n' "$line"
if [ -e "$log" ]; then tail -c "+$from" "$log" | head -c "$limit"; fi
exit 0
`;
