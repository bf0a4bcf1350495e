import { expect, test } from 'vitest';
import { quoteArgument } from '../../../main/remote/shell-quote';
import { createCutover } from '../../../main/restore/cutover/create-cutover';
import { cutoverFiles } from '../../../main/restore/cutover/files';
import type { CutoverListener } from '../../../main/restore/ports/cutover';
import type { RemoteHost } from '../../../main/restore/ports/host';

const PLACE = { jobId: 'job', short: 'short', workDir: '/w', jobDir: '/w/jobs/job' };
const JOURNAL = `1000 note attempt run 7
1000 begin stop
2000 note downtime began
5000 note downtime ended
5000 done cutover reversed swap-failed swap the renames failed
`;
const silent: CutoverListener = { part: () => undefined, downtime: () => undefined, log: () => undefined };

/** A host on which a cutover has ended while its disk was full: with an empty status, or with none. */
function fullHost(status: string | null): Partial<RemoteHost> {
  const files = cutoverFiles(PLACE);
  return {
    address: 'ana@host',
    stat: async (path) => (path === files.script ? { bytes: 1, modifiedAt: 0, directory: false } : null),
    readFile: async (path) => {
      if (path === files.journal) return Buffer.from(JOURNAL);
      return path === files.status && status !== null ? Buffer.from(status) : null;
    },
    run: async (argv) => (argv.includes('state') ? 'final reversed\n' : 'started\n'),
    exec: async (_argv, options) => {
      options?.onStdout?.(Buffer.from('E final reversed\n'));
      return { exitCode: 0, signal: null, stdout: '', stderr: '' };
    },
  };
}

test.each([null, ''])('a cutover whose status is %j is told as its journal ended it', async (status) => {
  const cutover = createCutover({
    host: fullHost(status) as RemoteHost,
    docker: { prefix: ['docker'], containers: async () => [], lostProcessesArgv: () => [] },
    quote: quoteArgument,
  });
  const place = { ...PLACE, archivePath: '', helperImage: '' };
  expect(await cutover.recover(place, silent)).toMatchObject({
    kind: 'reversed',
    error: { code: 'cutover-reversed', params: { part: 'swap', reason: 'the renames failed' } },
    downtimeSeconds: 3,
  });
});
