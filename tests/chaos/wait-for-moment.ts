import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestHost } from '../target/test-host';
import type { RunningConsole } from './console';
import { foldersOf } from './host-view';
import type { Moment } from './scenario';

/** Short enough to hit the gap between two writes of a script that runs a program in between. */
const LOOK_EVERY_MS = 4;

/** Waits for the moment; false when the run ended without it. */
export async function untilMoment(host: TestHost, run: RunningConsole, moment: Moment): Promise<boolean> {
  const reached = reachedBy(host, run, moment);
  while (!reached()) {
    if (run.hasEnded()) return false;
    await sleep(LOOK_EVERY_MS);
  }
  await Promise.race([sleep(moment.delayMs), run.ended]);
  return !run.hasEnded();
}

function reachedBy(host: TestHost, run: RunningConsole, moment: Moment): () => boolean {
  switch (moment.at) {
    case 'time':
      return () => true;
    case 'step':
      return () =>
        run.said.some((event) => event.type === `step-${moment.edge}` && event.step === moment.step);
    case 'journal': {
      const pattern = new RegExp(`^\\d+ ${moment.line}( |$)`, 'm');
      let file = '';
      return () => {
        if (file === '') {
          const jobId = run.said[0]?.jobId;
          if (jobId !== undefined) file = path.join(foldersOf(host).work, 'jobs', jobId, 'cutover.journal');
        }
        return file !== '' && existsSync(file) && pattern.test(readFileSync(file, 'utf8'));
      };
    }
  }
}
