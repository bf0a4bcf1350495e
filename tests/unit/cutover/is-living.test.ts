import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCutover } from '../../../main/restore/cutover/create-cutover';
import { CUTOVER_SCRIPT } from '../../../main/restore/cutover/script/cutover-script';
import type { JobPlace } from '../../../main/restore/ports/step';
import { createLocalHost } from '../../support/local-host';
import { temporaryFolder } from '../../support/temporary-folder';

const cutover = createCutover({
  host: createLocalHost(),
  docker: { prefix: ['docker'], containers: async () => [], lostProcessesArgv: () => [] },
  quote: (word) => word,
});

/** A process of this machine as the script's lock names it. */
function holder(pid: number): string {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}:${pid}:${start}:mark.`;
}

/** A job folder with the real script, held by such a process; null: with no script yet. */
function place(heldBy: string | null): JobPlace {
  const jobDir = temporaryFolder();
  if (heldBy !== null) {
    writeFileSync(`${jobDir}/cutover.sh`, CUTOVER_SCRIPT);
    writeFileSync(`${jobDir}/cutover.env`, '');
    symlinkSync(heldBy, `${jobDir}/cutover.lock.1`);
  }
  return { jobDir } as JobPlace;
}

test.runIf(process.platform === 'linux')(
  'a cutover lives as long as the process that holds its folder',
  async () => {
    expect(await cutover.isLiving(place(holder(process.pid)))).toBe(true);
    // That number, begun at another time: another process.
    expect(await cutover.isLiving(place(holder(process.ppid)))).toBe(false);
    expect(await cutover.isLiving(place(null))).toBe(false);
  },
);
