/*
 * A plain dump's stretches of CREATE INDEX are shared out: the session says by a file of its own that it has executed
 * all before them, then as many sessions as there are CPUs make them, each with the dump's own settings, and the rest
 * waits for all. Each index has its own verdict: psql's status and a last row that only this run knows.
 */
export const PLAIN_SCRIPT = String.raw`
gather() {
  run=$((run + 1))
  first=$((units + 1))
  printf '\\! : >%s\n' "$st/gathered.$run"
  while [ ! -e "$st/gathered.$run" ]; do
    if [ -s "$st/client" ]; then return 10; fi
    sleep 0.1 2>/dev/null || sleep 1
  done
}

build() {
  unit=$((first - 1))
  while [ "$unit" -lt "$units" ]; do
    unit=$((unit + 1))
    if [ -e "$st/unit.failed" ]; then return; fi
    mkdir "$st/taken.$unit" 2>/dev/null || continue
    tries=0
    while :; do
      PGOPTIONS="$PGOPTIONS $RC_BUILDER" psql -X -w -q -A -t -v ON_ERROR_STOP=1 \
        -f "$st/head" -f "$st/unit.$unit" -c "SELECT '$nonce $unit'" </dev/null >"$st/said.$unit"
      rc=$?
      # 2: there was no session to be had, as on a server whose sessions are all taken.
      if [ "$rc" != 2 ] || [ "$tries" -ge 30 ]; then break; fi
      tries=$((tries + 1))
      sleep 1
    done
    if [ "$rc" != 0 ]; then echo "unit=$unit psql=$rc" >"$st/unit.failed"; return; fi
    tail -n 1 "$st/said.$unit" >"$st/built.$unit"
  done
}

spread() {
  lanes= lane=0
  while [ "$lane" -lt "$jobs" ]; do
    lane=$((lane + 1))
    build &
    lanes="$lanes $!"
  done
  for each in $lanes; do wait "$each"; done
  if [ -e "$st/unit.failed" ]; then return 11; fi
  unit=$first
  while [ "$unit" -le "$units" ]; do
    if [ "$(status "built.$unit")" != "$nonce $unit" ]; then echo "unit=$unit no-last-row" >"$st/unit.failed"; return 12; fi
    unit=$((unit + 1))
  done
}

cut_ranges() {
  stage=cut piece=$whole note= run=0 units=0
  : >"$st/head"
  while read -r verb take <&3; do
    case $verb in
      keep) move "$take" || return $? ;;
      drop) move "$take" >/dev/null || return $? ;;
      both)
        move "$take" >"$st/setting" || return $?
        cat "$st/setting" >>"$st/head" || return 70
        cat "$st/setting" || return 70
        ;;
      gather) gather || return $? ;;
      unit)
        units=$((units + 1))
        move "$take" >"$st/unit.$units" || return $?
        ;;
      spread) spread || return $? ;;
      *) return 70 ;;
    esac
  done 3<"$job/load.pieces"
  if [ "$(dd bs=1 count=1 2>/dev/null | wc -c)" -ne 0 ]; then return 8; fi
  mark
}

plain() {
  consume() {
    { cut_ranges; echo $? >"$st/cut"; } | { client; echo $? >"$st/client"; } | tail -n 1 >"$st/row"
  }
  say phase load
  stream
  check_client
}
`;
