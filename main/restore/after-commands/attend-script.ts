/*
 * Both run on the host, under its sh.
 *
 * ATTEND starts a command's container and leaves log and status beside each other, named and worded as a helper's are,
 * so that it is followed as one. Arguments: base path of the files, step, container, STATUS_MARK, then docker's prefix.
 * `.begun` is made by one only, before the start: a second `docker start` of a container that has ended would run the
 * command again. The status is written when docker's client and the container say the same; a command that docker could
 * not start has the client's status alone, and nothing has run. Where it dies the container goes on, and then only a
 * failure can be told.
 */
export const ATTEND = `trap '' HUP
umask 077
base=$1 step=$2 name=$3 mark=$4; shift 4
(set -C; : >"$base.begun") 2>/dev/null || exit 0
: >>"$base.log"
"$@" start --attach "$name" </dev/null >>"$base.log" 2>&1
code=$?
state=$("$@" inspect --type container --format '{{.State.Status}} {{.State.ExitCode}}' "$name" 2>/dev/null) || exit 0
case $state in
  "exited $code") ;;
  created\\ *) [ "$code" -ne 0 ] || exit 0 ;;
  *) exit 0 ;;
esac
printf '%s %s %s\\n' "$mark" "$step" "$code" >"$base.status.part" && mv -f "$base.status.part" "$base.status"
`;

/* Starts its first argument, a script, in a session of its own with the others: the connection's end does not reach it. */
export const DETACH = `if command -v setsid >/dev/null 2>&1; then
  setsid sh -c "$@" </dev/null >/dev/null 2>&1 &
else
  nohup sh -c "$@" </dev/null >/dev/null 2>&1 &
fi
`;

/* `docker create` with the variables of a file of \`export\` lines, which its first argument names. */
export const WITH_EXPORTS = '. "$1"; shift; exec "$@"';
