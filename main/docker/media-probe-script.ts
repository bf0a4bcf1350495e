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

/** Lists what jobs keep in the volume: \`RC-HOLDS <short> old|stage <kB>\`. Argument \`sizes\` asks for the sizes too. */
export const MEDIA_HOLDINGS_SCRIPT = `${MEDIA_PRELUDE}
size() { [ "$how" = sizes ] && du -sk "$1" | sed 's/[[:space:]].*//' || echo 0; }
how=\${1:-}
for folder in "$root/${STAGE_FOLDER}"/*; do
  [ -d "$folder" ] && [ ! -h "$folder" ] || continue
  [ ! -d "$folder/old" ] || [ -e "$folder/new/$mark" ] || echo "RC-HOLDS \${folder##*/} old $(size "$folder/old")"
  for part in new archive extract old.part; do
    [ ! -d "$folder/$part" ] || [ -z "$(ls -A "$folder/$part")" ] || { echo "RC-HOLDS \${folder##*/} stage $(size "$folder")"; break; }
  done
done
echo RC-END
`;
