import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { instancePaths } from '../target/machine/paths';
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
    case 'journal':
      return journalSays(host, run, moment.line);
    case 'docker-start': {
      const starting = journalSays(host, run, '(begin start|begin workers|begin reverse)');
      const { runtime } = instancePaths(host.instance);
      return () => starting() && dockerStarts(runtime);
    }
  }
}

function journalSays(host: TestHost, run: RunningConsole, line: string): () => boolean {
  const pattern = new RegExp(`^\\d+ ${line}( |$)`, 'm');
  let file = '';
  return () => {
    if (file === '') {
      const jobId = run.said[0]?.jobId;
      if (jobId !== undefined) file = path.join(foldersOf(host).work, 'jobs', jobId, 'cutover.journal');
    }
    return file !== '' && existsSync(file) && pattern.test(readFileSync(file, 'utf8'));
  };
}

/** True while a `docker start` asks this host's engine, which its environment names. The harness's own name it by `-H`. */
function dockerStarts(runtime: string): boolean {
  return readdirSync('/proc').some(
    (pid) =>
      readOf(`/proc/${pid}/cmdline`).startsWith('docker\0start\0') &&
      readOf(`/proc/${pid}/environ`).includes(`DOCKER_HOST=unix://${runtime}/`),
  );
}

/** Empty when the process is gone or none. */
function readOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
