import { MEDIA_PRELUDE, STAGE_FOLDER } from './media-layout';

/** Reads what is there and changes nothing; the volume is mounted read-only. Lines `RC-<WORD> …`, the last is RC-FILES. */
export const MEDIA_PROBE_SCRIPT = `${MEDIA_PRELUDE}
echo "RC-DF $(df -Pk "$root" | tail -n 1)"
while read -r _ _ _ _ point _; do
  case $point in "$root"/*) echo "RC-NESTED \${point#"$root"/}";; esac
done </proc/self/mountinfo
[ -d "$live" ] || { echo RC-ABSENT; echo 'RC-FILES 0 0'; exit 0; }
# Files come and go under a live application: what vanished meanwhile is not counted, and is no failure.
find "$live" -path "$base" -prune -o -path "$live/lost+found" -prune -o -type f ! -path "$live/$mark" -print0 2>/dev/null | on_each stat -c %s 2>/dev/null | {
  files=0 bytes=0
  while read -r size; do files=$((files + 1)) bytes=$((bytes + size)); done
  echo "RC-FILES $files $bytes"
}
`;

/** Free space where the media lie: one \`RC-DF\` line. */
export const MEDIA_FREE_SCRIPT = `${MEDIA_PRELUDE}
echo "RC-DF $(df -Pk "$root" | tail -n 1)"
`;

/**
 * Lists what jobs keep in the volume: \`RC-HOLDS <short> old|staged|between|rest <kB> <epoch>\`, one line a job. Argument
 * \`sizes\` asks for the sizes too: blocks of files that have no link outside the job's folder, for its trees share most
 * files with the live one and with each other.
 */
export const MEDIA_HOLDINGS_SCRIPT = `${MEDIA_PRELUDE}
how=\${1:-}
size() {
  [ "$how" = sizes ] || { echo 0; return; }
  find "$1" -type f -print0 2>/dev/null | on_each stat -c '%i %h %b %B' 2>/dev/null | sort | uniq -c | {
    sum=0
    while read -r seen _ links blocks each; do [ "$seen" -ne "$links" ] || sum=$((sum + blocks * each)); done
    echo $((sum / 1024))
  }
}
for folder in "$root/${STAGE_FOLDER}"/*; do
  [ -d "$folder" ] && [ ! -h "$folder" ] || continue
  if [ -e "$folder/new/$mark" ]; then
    kind=staged
    { [ ! -d "$folder/old" ] && [ ! -d "$folder/old.part" ]; } || kind=between
  elif [ -d "$folder/old" ]; then
    kind=old
  else
    kind=rest
    [ -n "$(find "$folder" -mindepth 1 \\( ! -type d -o -name 'stray-*' \\) | head -n 1)" ] || continue
  fi
  echo "RC-HOLDS \${folder##*/} $kind $(size "$folder") $(stat -c %Y "$folder")"
done
echo RC-END
`;
