import { BOUNDED } from './bounded';
import { COMMANDS } from './commands';
import { DATABASE } from './database';
import { FORWARD } from './forward';
import { HEALTH } from './health';
import { JOURNAL } from './journal';
import { LOCK } from './lock';
import { MEDIA } from './media';
import { MODES } from './modes';
import { REVERSE } from './reverse';
import { SERVICES } from './services';

const HEAD = `#!/bin/sh
# Restore Console: the cutover of one job. Parameters are in cutover.env beside it.
# POSIX sh, for dash and busybox ash. "recover" ends an interrupted cutover on the old or the new pair.
set -u
umask 077
LC_ALL=C
export LC_ALL
cd "\${0%/*}" || exit 70
. ./cutover.env
FAIL_PART= FAIL_CODE= FAIL_DETAIL= DOWN= TOUCHED= STALE= IN= INTO= FOUND= HTTP_TOOL= HTTP_CODE= STUCK= GONE=
MEDIA_WORD= DB_STATE= DB_DOOR= UNSTOPPABLE= START_FAILED= START_REASON= DB_CLOCK= DB_CLOCK_AHEAD=0 RAN_EXTRA=' ' J_STOPPING=' '
boot_id() {
  BOOT=unknown
  { read -r BOOT </proc/sys/kernel/random/boot_id; } 2>/dev/null || :
}
boot_id
`;

/** The whole script: the same text for every job; all that differs is in its parameters. */
export const CUTOVER_SCRIPT = [
  HEAD,
  JOURNAL,
  LOCK,
  BOUNDED,
  DATABASE,
  MEDIA,
  SERVICES,
  COMMANDS,
  HEALTH,
  FORWARD,
  REVERSE,
  MODES,
].join('');
