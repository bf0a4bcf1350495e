/**
 * Time, journal and final status of the cutover script.
 *
 * The journal is `<epoch-ms> <begin|done|failed|note> <action> [detail]`, appended one line per write. Its times
 * advance with /proc/uptime, so a clock that is set meanwhile neither reorders nor stretches them.
 */
export const JOURNAL = `
uptime_cs() {
  UP=0.00
  { read -r UP _ </proc/uptime; } 2>/dev/null || UP=$(date +%s).00
  UP=\${UP%.*}\${UP#*.}
  while :; do
    case $UP in 0?*) UP=\${UP#0} ;; *) break ;; esac
  done
}

clock_start() {
  uptime_cs
  BASE_UP=$UP
  BASE_MS=$(date +%s)000
}

stamp() {
  uptime_cs
  NOW=$((BASE_MS + (UP - BASE_UP) * 10))
}

# say STATE ACTION [DETAIL]: one line of the journal.
say() {
  stamp
  printf '%s %s\\n' "$NOW" "$*" >>cutover.journal
}

# GNU and busybox sync flush the named file; an older sync flushes everything, which serves as well.
durable() { sync cutover.journal >/dev/null 2>&1 || sync >/dev/null 2>&1; }

log() { printf '%s\\n' "$*" >>cutover.log; }

# one_line FILE: its last lines as one line, for a journal's detail.
one_line() { tail -n 6 "$1" 2>/dev/null | tr '\\n\\r\\t' '   ' | cut -c1-800; }

# finish WORD [DETAIL]: the final status, written beside, flushed and renamed. A full disk may take a line of the
# journal and no new file: an empty file never becomes the status, and the journal's last line says the same.
finish() {
  say done cutover "$*"
  printf '%s\\n' "$*" >cutover.status.part && sync cutover.status.part >/dev/null 2>&1 &&
    mv -f cutover.status.part cutover.status || rm -f cutover.status.part
  durable
}

# What earlier attempts left behind. Only "healthy" decides which pair is kept; the rest are hints.
read_journal() {
  J_BEGUN= J_BLOCKED= J_MEDIA= J_HEALTHY= J_STOPPING=' ' RAN_EXTRA=' ' HEALTH_BEFORE=unknown J_SQL_AT=
  [ -f cutover.journal ] || return 0
  while read -r at state action detail; do
    case "$state $action" in
      'begin stop') J_BEGUN=1 ;;
      'begin stop-service') J_STOPPING="$J_STOPPING\${detail%% *} " ;;
      'done stop-service') forget_stopping "\${detail%% *}" ;;
      'begin block') J_BLOCKED=1 J_SQL_AT=$at ;;
      'begin swap') J_BLOCKED=1 J_SQL_AT=$at ;;
      'done block' | 'failed block' | 'done swap' | 'failed swap') J_SQL_AT= ;;
      'begin media') J_MEDIA=1 ;;
      'done health') J_HEALTHY=1 ;;
      'note ran') RAN_EXTRA="$RAN_EXTRA\${detail%% *} " ;;
      'note http-tool') HTTP_TOOL=$detail ;;
      'note health-before') HEALTH_BEFORE=$detail ;;
    esac
  done <cutover.journal
  # A line cut by a crash must not swallow the next one.
  printf '\\n' >>cutover.journal
}

forget_stopping() {
  left=' '
  for one in $J_STOPPING; do
    [ "$one" = "$1" ] || left="$left$one "
  done
  J_STOPPING=$left
}

rotate() {
  n=1
  while [ -e "cutover.journal.$n" ]; do n=$((n + 1)); done
  mv -f cutover.journal "cutover.journal.$n"
}
`;
