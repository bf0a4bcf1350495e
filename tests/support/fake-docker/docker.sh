#!/bin/sh
# A docker whose containers, databases and media are files below $RC_FAKE. Written by hand for the cutover's tests:
# it obeys the arguments the cutover script uses, and kills that script at a chosen call ($RC_FAKE/kill: "N MODE").
# MODE before: without its effect · after: with it · mid: media half moved · orphan: killed first, the effect later.
S=$RC_FAKE
n=0
{ read -r n <"$S/calls"; } 2>/dev/null
n=$((n + 1))
at= mode=
# curl.sh asks the same way a container would, uncounted.
if [ -z "${RC_FAKE_UNCOUNTED:-}" ]; then
  echo "$n" >"$S/calls"
  echo "$n $*" >>"$S/calls.log"
  { read -r at mode <"$S/kill"; } 2>/dev/null
fi
MID=
if [ "$at" = "$n" ]; then
  case $mode in
    before) kill -9 "$PPID"; exit 1 ;;
    orphan) kill -9 "$PPID"; sleep 0.15 ;;
    mid) MID=1 ;;
  esac
fi
leave() {
  if [ "$at" = "$n" ]; then
    case $mode in after | mid) kill -9 "$PPID" ;; esac
  fi
  exit "$1"
}
refuse() {
  echo "$1" >&2
  leave 1
}
get() { { read -r GOT <"$S/$1"; } 2>/dev/null || GOT=; }
[ ! -e "$S/docker-down" ] || refuse 'Cannot connect to the Docker daemon'

db_of_name() { # NAME -> OID
  for d in "$S"/db/*; do
    { read -r nm <"$d/name"; } 2>/dev/null || continue
    [ "$nm" != "$1" ] || { OID=${d##*/}; return 0; }
  done
  OID=
  return 1
}
pair() { # PAIR old|new|broken
  get media/state; media=$GOT
  get db/200/name; fresh=$GOT
  PAIR=broken
  if [ -e "$S/media-alone" ]; then
    [ "$media" = between ] || PAIR=$media
    return
  fi
  if [ -e "$S/database-alone" ]; then
    if [ "$fresh" = live ]; then PAIR=new; else PAIR=old; fi
    return
  fi
  [ "$fresh" != live ] || { [ "$media" != new ] || PAIR=new; }
  [ "$fresh" = live ] || { [ "$media" != old ] || PAIR=old; }
}
health() { # CONTAINER
  get "c/$1/running"
  [ "$GOT" = true ] || { echo unhealthy; return 1; }
  pair
  if [ "$PAIR" = new ] && [ -e "$S/unhealthy-new" ]; then echo starting; return 1; fi
  if [ "$PAIR" = broken ]; then echo "started on half a pair" >>"$S/violations"; echo unhealthy; return 1; fi
  echo healthy
}
inspect_one() {
  [ -d "$S/c/$2" ] || refuse "Error: No such object: $2"
  get "c/$2/running"; r=$GOT
  get "c/$2/code"; c=${GOT:-0}
  case $1 in
    'rc-running {{.State.Running}}') echo "rc-running $r" ;;
    '{{.State.Running}} {{.State.ExitCode}}') echo "$r $c" ;;
    '{{.State.Status}} {{.State.ExitCode}}') if [ "$r" = true ]; then echo "running $c"; else echo "exited $c"; fi ;;
    '{{if .State.Health}}'*) health "$2" ;;
    *) refuse "fake: format $1" ;;
  esac
}
door_of() { get "db/$1/allow"; }
db_state() {
  get db/100/name; l=$GOT
  get db/200/name; f=$GOT
  door=none
  if db_of_name live; then door_of "$OID"; if [ "$GOT" = t ]; then door=open; else door=blocked; fi; fi
  st=neither
  [ "$l" != live ] || st=old
  [ "$f" != live ] || { [ "$l" != old ] && [ -d "$S/db/100" ] || st=new; }
  [ -d "$S/db/100" ] || { [ "$door" != none ] || st=old; }
  fr=fresh
  [ -d "$S/db/200" ] || fr=fresh-gone
  echo "rc-state $st $door $fr old-free"
}
by_hand() { # what a person types: psql -c SQL
  case $1 in
    SELECT*) echo by-hand ;;
    'BEGIN; '*)
      rest=${1#BEGIN; }
      while [ "$rest" != COMMIT ]; do
        by_hand "${rest%%; *}"
        rest=${rest#*; }
      done
      ;;
    'ALTER DATABASE "'*)
      words=${1#ALTER DATABASE \"}
      db_of_name "${words%%\"*}" || refuse 'ERROR: no such database'
      case $words in
        *'RENAME TO "'*) words=${words#*TO \"} && echo "${words%\"}" >"$S/db/$OID/name" ;;
        *' false') echo f >"$S/db/$OID/allow" ;;
        *' true') echo t >"$S/db/$OID/allow" ;;
      esac
      ;;
    *) refuse "fake: SQL $1" ;;
  esac
}
none_runs() { # WHAT
  for c in backend worker beat; do
    get "c/$c/running"
    [ "$GOT" != true ] || echo "$1 while $c runs" >>"$S/violations"
  done
}
psql_batch() {
  [ -d "$S/c/$2" ] || refuse "Error response from daemon: No such container: $2"
  get c/db/running
  [ "$GOT" = true ] || refuse 'Error response from daemon: container is not running'
  case $* in *' -c '*) while [ $# -gt 1 ]; do shift; done; by_hand "$1"; return ;; esac
  batch=
  while IFS= read -r sql; do
    case $sql in '-- rc:'*) batch=${sql#-- rc:} ;; esac
  done
  db_state >/dev/null
  case $batch in
    state) echo "rc-clock $(date +%s)" ;;
    block)
      [ "$st" = old ] || refuse 'ERROR: not the planned one'
      echo f >"$S/db/100/allow"
      if [ -e "$S/sessions" ]; then echo 'rc-session 4711 app@10.0.0.9 gunicorn'; fi
      ;;
    swap)
      { [ "$st" = old ] && [ "$door" != open ]; } || refuse 'ERROR: not the blocked one of the plan'
      none_runs swap
      [ ! -e "$S/fail-swap" ] || refuse 'ERROR: database "live" is being accessed by other users'
      [ ! -d "$S/db/100" ] || echo old >"$S/db/100/name"
      echo live >"$S/db/200/name"
      echo t >"$S/db/200/allow"
      ;;
    old)
      if [ "$st" = new ]; then
        echo f >"$S/db/200/allow"
        echo fresh >"$S/db/200/name"
        [ ! -d "$S/db/100" ] || echo live >"$S/db/100/name"
      fi
      get db/100/name
      [ "$GOT" != live ] || echo t >"$S/db/100/allow"
      ;;
    new) [ "$st" != new ] || echo t >"$S/db/200/allow" ;;
    *) refuse "fake: batch $batch" ;;
  esac
  db_state
}
media() {
  get c/mover/running
  [ "$GOT" = true ] || refuse 'Error response from daemon: container is not running'
  case $1 in forward | reverse) none_runs "media $1" ;; esac
  get media/state
  case $1 in
    catch-up) echo 'RC-MEDIA caught-up 0' ;;
    state) echo "RC-MEDIA state $GOT" ;;
    forward)
      [ ! -e "$S/fail-media" ] || { echo between >"$S/media/state"; refuse 'no space left on device'; }
      echo between >"$S/media/state"
      [ -z "$MID" ] || leave 1
      echo new >"$S/media/state"
      echo 'RC-MEDIA new'
      ;;
    reverse)
      [ ! -e "$S/fail-media-reverse" ] || refuse 'Read-only file system'
      [ "$GOT" = old ] || echo between >"$S/media/state"
      [ -z "$MID" ] || leave 1
      echo old >"$S/media/state"
      echo 'RC-MEDIA old'
      ;;
  esac
}
create() { # NAME RUNNING
  [ ! -d "$S/c/$1" ] || refuse "Conflict. The container name $1 is already in use"
  mkdir "$S/c/$1"
  echo "$2" >"$S/c/$1/running"
}

# A container may be called by its name or, as docker's own are, by an id of 64 digits. One made anew has another id.
for word in "$@"; do
  shift
  case $word in
    *[!0-9a-f]*) ;;
    *) [ "${#word}" -ne 64 ] || read -r word <"$S/ids/$word" || word=gone ;;
  esac
  set -- "$@" "$word"
done 2>/dev/null

[ ! -e "$S/slow" ] || sleep 0.05
verb=$1
shift
case $verb in
  version) echo 28.2.2 ;;
  inspect)
    shift
    format=$1
    shift
    for id in "$@"; do inspect_one "$format" "$id"; done
    ;;
  stop)
    id=$3
    [ -d "$S/c/$id" ] || refuse "Error response from daemon: No such container: $id"
    [ ! -e "$S/c/$id/hang" ] || sleep 60
    get "c/$id/running"
    echo false >"$S/c/$id/running"
    if [ -e "$S/c/$id/comes-back" ]; then
      rm "$S/c/$id/comes-back"
      echo true >"$S/c/$id/running"
    fi
    ;;
  kill)
    [ ! -e "$S/c/$1/unkillable" ] || refuse 'tried to kill container, but did not receive an exit event'
    echo false >"$S/c/$1/running"
    echo 137 >"$S/c/$1/code"
    ;;
  start)
    if [ "$1" = -a ]; then
      [ -d "$S/c/$2" ] || refuse "No such container: $2"
      get command-code
      echo "${GOT:-0}" >"$S/c/$2/code"
      echo "migrated on $(cat "$S/db/200/name")"
      get db/200/name
      [ "$GOT" = live ] || echo 'command ran on the old database' >>"$S/violations"
      get c/"$2"/code
      leave "$GOT"
    fi
    [ -d "$S/c/$1" ] || refuse "Error response from daemon: No such container: $1"
    if [ -e "$S/c/$1/lost" ]; then
      get "c/$1/lost"
      refuse "Error response from daemon: $GOT"
    fi
    if [ -e "$S/c/$1/fail-start" ]; then
      pair
      [ "$PAIR" = old ] || refuse "Error response from daemon: driver failed"
    fi
    case $1 in
      backend | worker | beat)
        pair
        [ "$PAIR" != broken ] || echo "$1 started on half a pair" >>"$S/violations"
        ;;
    esac
    echo true >"$S/c/$1/running"
    echo 0 >"$S/c/$1/code"
    ;;
  rm)
    shift 2
    for id in "$@"; do rm -rf "$S/c/$id"; done
    ;;
  create)
    while [ $# -gt 0 ]; do
      [ "$1" != --name ] || name=$2
      shift
    done
    create "$name" false
    ;;
  run)
    case "$1 $2" in
      '--rm lost')
        rm -f "$S/c/$3/lost"
        echo 'RC-ENDED 3'
        ;;
      *) create mover true ;;
    esac
    ;;
  network) : ;;
  exec)
    if [ "$1" = mover ]; then media "$4"; elif [ "$1" = -i ]; then psql_batch "$@"; else health "$1" >/dev/null || leave 1; fi
    ;;
  *) refuse "fake: $verb" ;;
esac
leave 0
