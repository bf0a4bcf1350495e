import { MEDIA_PRELUDE } from './media-layout';

/*
 * Compares the staged tree with the archive's records. /job/media-check holds numbered lists:
 *   N.sum   lines `<sha256>  ./<path>`, checked by sha256sum -c in bulk; plain names only
 *   N.odd   NUL-ended `<sha256>`, `./<path>` in turn: names sha256sum would escape or cut at a line break
 *   N.bytes the bytes of that list, printed as RC-HASHED when it is through
 * Argument: the number of lists. A file that differs or is missing prints `RC-DIFFERS <path>`. Last, always when it came to
 * its end: `RC-COUNTED <files> <bytes> <differing>`, counted in what the archive brought.
 */
export const MEDIA_VERIFY_SCRIPT = `${MEDIA_PRELUDE}
lists=$1
check=\${RC_CHECK:-/job/media-check}
cd "$stage/new" || die "nothing is staged"
: >"$stage/differs"
n=0
while [ "$n" -lt "$lists" ]; do
  n=$((n + 1))
  if [ -s "$check/$n.sum" ]; then
    sha256sum -c "$check/$n.sum" >"$stage/checked" 2>"$stage/check.err"
    rc=$?
    sed -n -e '/: OK$/d' -e 's/: [^:]*$//p' "$stage/checked" >"$stage/wrong"
    cat "$stage/wrong" >>"$stage/differs"
    # Its status and its lines have to agree, and there has to be a line for every file.
    [ "$(wc -l <"$stage/checked")" -eq "$(wc -l <"$check/$n.sum")" ] || { cat "$stage/check.err" >&2; die "sha256sum did not check list $n to its end"; }
    [ "$rc" -eq 0 ] || [ -s "$stage/wrong" ] || { cat "$stage/check.err" >&2; die "sha256sum ended with status $rc"; }
  fi
  if [ -s "$check/$n.odd" ]; then
    xargs -0 -n 2 sh -c 'found=$(sha256sum <"$2") && [ "\${found%% *}" = "$1" ] ||
      { printf %s "$2" | tr "\\n" "?"; echo; }' sh <"$check/$n.odd" 2>/dev/null >"$stage/wrong" || die "list $n could not be checked"
    cat "$stage/wrong" >>"$stage/differs"
  fi
  echo "RC-HASHED $(cat "$check/$n.bytes")"
done
head -n 20 "$stage/differs" | sed 's/^/RC-DIFFERS /'
[ -d "$stage/archive" ] && tree=$stage/archive || tree=$stage/new
find "$tree" -type f ! -path "$tree/$mark" -print0 >"$stage/list" && with "$stage/list" stat -c %s >"$stage/sizes" || die "the staged files could not be counted"
bytes=0
while read -r size; do bytes=$((bytes + size)); done <"$stage/sizes"
echo "RC-COUNTED $(wc -l <"$stage/sizes") $bytes $(wc -l <"$stage/differs")"
rm -f "$stage/differs" "$stage/checked" "$stage/check.err" "$stage/wrong" "$stage/sizes" "$stage/list"
`;
