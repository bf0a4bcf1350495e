/**
 * `before-start` commands: each in a container cloned from its service, created before anything is stopped, so that
 * only its own run counts as downtime. Its output goes to cutover.log.
 */
export const COMMANDS = `
remove_clones() {
  [ "$COMMAND_COUNT" -gt 0 ] || return 0
  set --
  n=1
  while [ "$n" -le "$COMMAND_COUNT" ]; do
    set -- "$@" "rc-$SHORT-before-$n"
    n=$((n + 1))
  done
  bounded 60 docker_cli rm -f -v "$@"
}

create_clones() {
  [ "$COMMAND_COUNT" -gt 0 ] || return 0
  remove_clones
  n=1
  while [ "$n" -le "$COMMAND_COUNT" ]; do
    eval "NETWORKS=\\$COMMAND_\${n}_NETWORKS"
    bounded 60 "command_create_$n" || { fail_with prepare start-failed "rc-$SHORT-before-$n: $(one_line "$T/err")"; return 1; }
    m=1
    while [ "$m" -le "$NETWORKS" ]; do
      eval "NETWORK=\\$COMMAND_\${n}_NETWORK_$m"
      bounded 60 docker_cli network connect "$NETWORK" "rc-$SHORT-before-$n" || {
        fail_with prepare start-failed "rc-$SHORT-before-$n: $(one_line "$T/err")"
        return 1
      }
      m=$((m + 1))
    done
    n=$((n + 1))
  done
}

# What the command that ran last said, without what the log held before it.
command_tail() {
  tail -n "+$((log_lines + 1))" cutover.log >"$T/tail"
  one_line "$T/tail"
}

run_commands() {
  [ "$COMMAND_COUNT" -gt 0 ] || return 0
  TOUCHED=1
  say begin before-start
  n=1
  while [ "$n" -le "$COMMAND_COUNT" ]; do
    eval "LIMIT=\\$COMMAND_\${n}_LIMIT COMMAND_NAME=\\$COMMAND_\${n}_NAME"
    say begin command "$n $COMMAND_NAME"
    log "before-start: $COMMAND_NAME"
    log_lines=$(wc -l <cutover.log)
    INTO=./cutover.log
    bounded "$LIMIT" docker_cli start -a "rc-$SHORT-before-$n"
    code=$RC
    INTO=
    # The client's status alone is no proof: the container itself must have ended with 0.
    if [ "$code" -eq 0 ]; then
      bounded 20 docker_cli inspect -f '{{.State.Status}} {{.State.ExitCode}}' "rc-$SHORT-before-$n" || code=1
      read -r word found <"$T/out" || code=1
      [ "$word $found" = 'exited 0' ] || code=1
    fi
    if [ "$code" -ne 0 ]; then
      fail_with before-start command-failed "$n $code $(command_tail)"
      return 1
    fi
    say done command "$n $COMMAND_NAME"
    n=$((n + 1))
  done
  say done before-start
}
`;
