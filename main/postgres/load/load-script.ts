import { PLAIN_SCRIPT } from './plain-script';

/*
 * What a load helper runs: POSIX sh for dash and busybox ash, GNU and busybox tools. There is no pipefail, so every
 * member of a pipe leaves its own status in a file and all are read; and there is positive evidence: dd's own count
 * of every piece, gzip's CRC, nothing behind the last byte, and a last row from psql that only this run knows.
 *
 * Arguments: job folder, archive, kind (plain, custom, tar, directory), layers ('gzip zstd', may be empty), bytes of the
 * peeled dump, parallel jobs, how to restore (direct, through-psql), count rows first (yes, no), folders whose
 * filesystems are watched, libpq connection string for pg_restore.
 * In the job folder: load.nonce; load.members (skip take name); load.pieces (verb bytes, as in load-stream.ts);
 * load.drop (dump ids).
 * Lines of ours start with `rc-<nonce> `: a dump's NOTICE cannot pass for one.
 */
const COMMON = String.raw`
set -u
LC_ALL=C; export LC_ALL
umask 077
job=$1 archive=$2 kind=$3 layers=$4 bytes=$5 jobs=$6 how=$7 counting=$8 watch=$9
shift 9
conninfo=$1
nonce=$(cat "$job/load.nonce") || exit 70
st=$job/load.d
data=$job/load.data
rm -rf "$st" "$data"
mkdir "$st" || exit 70
floor=976563
piece=4194304
whole=9000000000000000000
note=

say() { echo "rc-$nonce $*"; }
status() { if [ -s "$st/$1" ]; then cat "$st/$1"; else echo none; fi; }
give_up() { code=$1; shift; say fail "$@"; exit "$code"; }

# Copies $2 blocks of $1 bytes. dd's first line counts whole blocks and broken ones: N+0 or it was not all there.
# (Not every busybox prints the bytes; a piece of a block is copied as one block of its own size.)
blocks() {
  if [ "$2" -eq 0 ]; then return 0; fi
  dd bs="$1" iflag=fullblock count="$2" 2>"$st/dd.$stage" || return 1
  read -r records words <"$st/dd.$stage"
  if [ "$records" != "$2+0" ]; then return 9; fi
}

# Copies exactly $1 bytes from standard input to standard output; fails when fewer come.
move() {
  left=$1
  while [ "$left" -gt 0 ]; do
    step=$left
    if [ "$step" -gt "$piece" ]; then step=$piece; fi
    blocks 65536 $((step / 65536)) || return $?
    rest=$((step % 65536))
    if [ "$rest" -gt 0 ]; then blocks "$rest" 1 || return $?; fi
    left=$((left - step))
    if [ -n "$note" ]; then moved=$((moved + step)); echo "$moved" >"$st/pos"; fi
  done
  return 0
}

# The archive's own compression, by magic bytes. When its reader has what it wants, this one ends by SIGPIPE: the
# reader's exact count is what proves the copy.
unpack() {
  case $(dd if="$archive" bs=4 count=1 2>/dev/null | od -An -tx1 | tr -d ' \n') in
    1f8b*) exec gzip -dc <"$archive" ;;
    28b52ffd) exec zstd -dcq <"$archive" ;;
    *) exec cat <"$archive" ;;
  esac
}

cut_members() {
  stage=member moved=0
  small=$piece
  while read -r skip take name <&3; do
    note= piece=$whole
    move "$skip" >/dev/null || return $?
    note=1 piece=$small
    if [ "$kind" = directory ]; then
      move "$take" >"$data/$name" || return $?
    else
      move "$take" || return $?
    fi
  done 3<"$job/load.members"
  return 0
}

inflate() {
  case $1 in
    gzip) exec gzip -dc ;;
    zstd) exec zstd -dcq ;;
  esac
  exit 71
}

# Takes the layers off, outermost first, then hands over to consume.
peel() {
  if [ $# -eq 0 ]; then consume; return; fi
  layer=$1
  shift
  { (inflate "$layer"); echo $? >"$st/layer.$#"; } | peel "$@"
}

stream() {
  { (unpack); echo $? >"$st/archive"; } | { cut_members; echo $? >"$st/member"; } | peel $layers
}

# Whether all that feeds the last member of the stream did its whole work.
check_stream() {
  said="archive=$(status archive) member=$(status member)"
  wrong=
  if [ "$(status member)" != 0 ]; then wrong=1; fi
  left=0
  for layer in $layers; do
    said="$said layer=$(status layer.$left)"
    if [ "$(status layer.$left)" != 0 ]; then wrong=1; fi
    left=$((left + 1))
  done
  if [ -n "$wrong" ]; then give_up 4 stream "$said"; fi
}

watchdog() {
  last=
  while :; do
    sleep 1 >/dev/null 2>&1
    if [ -s "$st/pos" ]; then
      read -r position <"$st/pos" || position=
      case $position in
        '' | *[!0-9]* | "$last") ;;
        *) say pos "$position"; last=$position ;;
      esac
    fi
    for path in $watch; do
      set -- $(df -Pk "$path" 2>/dev/null | tail -n 1)
      if [ $# -lt 6 ]; then continue; fi
      reserve=$(($2 / 20))
      if [ "$reserve" -lt "$floor" ]; then reserve=$floor; fi
      if [ "$4" -lt "$reserve" ]; then
        say reserve "$path" "$4" "$reserve"
        kill -TERM $$
        return
      fi
    done
  done
}

# Names what the server works on; a failure to ask is of no consequence.
namer() {
  was=
  while :; do
    sleep 2 >/dev/null 2>&1
    now=$(PGOPTIONS=$RC_CONTROL psql -X -w -q -A -t -c "$RC_NAMER" 2>/dev/null | head -n 1)
    if [ -n "$now" ] && [ "$now" != "$was" ]; then say table "$now"; was=$now; fi
  done
}

client() { psql -X -w -q -A -t -v ON_ERROR_STOP=1 -f -; }
mark() { printf "\n;\nSELECT '%s', pg_catalog.txid_current_if_assigned() IS NULL;\n" "$nonce"; }

# Statements in, the last row out: ours, with no transaction left open, or it was not read to the end.
check_client() {
  if [ -e "$st/unit.failed" ]; then give_up 3 client "$(status unit.failed)"; fi
  if [ "$(status client)" != 0 ]; then give_up 3 client "psql=$(status client)"; fi
  check_stream
  if [ "$(status cut)" != 0 ]; then give_up 4 stream "cut=$(status cut)"; fi
  case $(status row) in
    "$nonce|t") ;;
    "$nonce|f") give_up 6 transaction-open ;;
    *) give_up 5 no-last-row ;;
  esac
}
`;

const ARCHIVE = String.raw`
extract() {
  say phase extract
  if [ "$kind" = directory ]; then
    mkdir "$data" || give_up 7 extract
    { (unpack); echo $? >"$st/archive"; } | { cut_members; echo $? >"$st/member"; }
    layers=
  else
    consume() { cat >"$data"; }
    stream
  fi
  check_stream
  if [ "$kind" != directory ] && [ "$(wc -c <"$data")" -ne "$bytes" ]; then give_up 4 stream "extracted=$(wc -c <"$data")"; fi
}

list() {
  pg_restore -l "$data" >"$st/toc" || give_up 7 list
  awk 'NR == FNR { cut[$1 ";"] = 1; next } !($1 in cut)' "$job/load.drop" "$st/toc" >"$st/list" || give_up 7 list
}

count() {
  say phase count
  { pg_restore --data-only --no-owner --no-acl -f - -L "$st/list" "$data"; echo $? >"$st/count"; } | {
    awk -v head="rc-$nonce rows" '
      inside && $0 == "\\." { inside = 0; print head, n, header; next }
      inside { n++; next }
      /^COPY .* FROM stdin;$/ { inside = 1; n = 0; header = substr($0, 6) }'
    echo $? >"$st/counter"
  }
  if [ "$(status count)" != 0 ] || [ "$(status counter)" != 0 ]; then give_up 7 count; fi
}

restore() {
  say phase restore
  set -- -e -v -w --no-owner --no-acl --no-publications --no-subscriptions --no-tablespaces -L "$st/list"
  if [ "$how" = through-psql ]; then
    {
      pg_restore "$@" -f - "$data"
      echo $? >"$st/cut"
      if [ "$(status cut)" = 0 ]; then mark; fi
    } | sed -e '1,80{' -e '/^SET transaction_timeout = 0;$/d' -e '}' | {
      client
      echo $? >"$st/client"
    } | tail -n 1 >"$st/row"
    check_client
    return
  fi
  if [ "$jobs" -gt 1 ]; then set -- "$@" -j "$jobs"; fi
  pg_restore "$@" -d "$conninfo" "$data" || give_up 3 client "pg_restore=$?"
}
`;

const MAIN = `
work() {
  if [ "$kind" = plain ]; then
    plain
  else
    extract
    list
    if [ "$counting" = yes ]; then count; fi
    restore
  fi
  say phase analyze
  PGOPTIONS=$RC_CONTROL psql -X -w -q -v ON_ERROR_STOP=1 -c 'SET client_min_messages = error' -c ANALYZE || say warning analyze
}

trap 'exit 75' TERM
watchdog &
dog=$!
namer &
clerk=$!
work &
worker=$!
wait "$worker"
result=$?
trap - TERM
kill "$dog" "$clerk" 2>/dev/null
rm -rf "$st" "$data"
if [ "$result" = 0 ]; then say done; fi
exit "$result"
`;

/** The whole script. */
export const LOAD_SCRIPT = COMMON + PLAIN_SCRIPT + ARCHIVE + MAIN;
