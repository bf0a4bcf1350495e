import { MEDIA_PRELUDE } from './media-layout';

/*
 * Removes what a job staged; old media it keeps stay, with came-*, which tells what was written since. So does, always,
 * what a foreign writer made: no job may remove that, only prune. The marker goes first: a tree that is half removed must
 * never be taken for a staged one.
 */
export const MEDIA_DROP_STAGE_SCRIPT = `${MEDIA_PRELUDE}
if [ -d "$stage" ]; then
  [ "$(media_state)" != between ] || die "the media are half moved: recover the job first"
  rm -f "$stage/new/$mark" || exit 1
  if [ -d "$stage/old" ]; then
    find "$stage" -mindepth 1 -maxdepth 1 ! -name old ! -name 'stray-*' ! -name 'came-*' -exec rm -rf -- {} + || exit 1
  else
    find "$stage" -mindepth 1 -maxdepth 1 ! -name 'stray-*' -exec rm -rf -- {} + || exit 1
    rmdir "$stage" 2>/dev/null || :
  fi
fi
rmdir "$base" 2>/dev/null || :
echo RC-DROPPED
`;

/*
 * Removes the media a job moved aside, and with them all else that is kept in its folder. Renamed first, so that what is
 * half removed is not offered as a way back.
 */
export const MEDIA_DROP_OLD_SCRIPT = `${MEDIA_PRELUDE}
if [ -d "$stage" ]; then
  [ ! -e "$stage/new/$mark" ] || die "the media of this job are staged or half moved"
  [ ! -d "$stage/old" ] || { rm -rf "$stage/dropped" && mv "$stage/old" "$stage/dropped"; } || exit 1
  rm -rf "$stage" || exit 1
fi
rmdir "$base" 2>/dev/null || :
echo RC-DROPPED
`;
