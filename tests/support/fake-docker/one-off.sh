#!/bin/sh
# A docker with one service, `web`, and one-off containers whose command is $RC_FAKE/command.sh. Written by hand for the
# tests of `after` commands: every call is a line of calls.log, every run of a command a line of runs.
S=$RC_FAKE
echo "$*" >>"$S/calls.log"
missing() { echo "Error response from daemon: No such container: $1" >&2; exit 1; }
state() { cat "$S/containers/$1/state"; }
json() { # NAME STATUS CODE
  running=false
  [ "$2" != running ] || running=true
  networks=$(sed 's/.*/"&":{"NetworkID":"id"}/' "$S/containers/$1/networks" | paste -sd, -)
  printf '[{"Id":"id-of-%s","Name":"/%s","Image":"sha256:app","State":{"Status":"%s","Running":%s,"ExitCode":%s},' "$1" "$1" "$2" "$running" "$3"
  printf '"HostConfig":{"NetworkMode":"app"},"Config":{"Image":"app","Entrypoint":["/entry.sh"],"Env":%s},' "$(cat "$S/env.json")"
  printf '"NetworkSettings":{"Networks":{%s}}}]\n' "$networks"
}
case "$1 ${2:-}" in
  'version '*) echo 27.0.0 ;;
  'image inspect') echo '[{"Config":{"Labels":null}}]' ;;
  'network connect') echo "$3" >>"$S/containers/$4/networks" ;;
  'inspect --type')
    shift 3
    format=
    if [ "$1" = --format ]; then format=$2; shift 2; fi
    name=${1#id-of-}
    [ -d "$S/containers/$name" ] || missing "$1"
    read -r status code <"$S/containers/$name/state"
    case $format in
      '') json "$name" "$status" "$code" ;;
      *OOMKilled*) echo "$status $code false" ;;
      *) echo "$status $code" ;;
    esac
    ;;
  'create '*)
    while [ "$#" -gt 0 ]; do
      case $1 in
        --name) name=$2 ;;
        --env-file) env=$2 ;;
      esac
      shift
    done
    # As the real one: the name is taken some time before the container can be inspected.
    mkdir "$S/names/$name" 2>/dev/null || { echo "The container name /$name is already in use" >&2; exit 1; }
    made=$S/making.$$
    mkdir "$made"
    cat "$env" >"$made/env"
    [ -z "${PEM+x}" ] || printf 'PEM=%s\n' "$PEM" >>"$made/env"
    echo app >"$made/networks"
    echo 'created 0' >"$made/state"
    sleep 0.2
    mv "$made" "$S/containers/$name"
    ;;
  'start --attach')
    name=$3
    [ -d "$S/containers/$name" ] || missing "$name"
    if [ -e "$S/cannot-start" ]; then
      echo 'created 127' >"$S/containers/$name/state"
      echo 'exec: "manage.py": executable file not found' >&2
      exit 127
    fi
    echo 'running 0' >"$S/containers/$name/state"
    echo "$name" >>"$S/runs"
    echo "$PPID" >"$S/attendant"
    echo "$$" >>"$S/clients"
    # The command belongs to the engine: it outlives the client.
    setsid sh -c 'sh "$1/command.sh"; echo "exited $?" >"$1/containers/$2/state"' sh "$S" "$name"
    read -r _ code <"$S/containers/$name/state" || exit 1
    [ ! -e "$S/slow-client" ] || sleep 6
    exit "$code"
    ;;
  'rm --force')
    [ -d "$S/containers/$4" ] || missing "$4"
    rm -rf "$S/containers/$4" "$S/names/$4"
    ;;
  *) echo "unknown: $*" >&2; exit 64 ;;
esac
