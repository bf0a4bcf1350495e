import { expect, test } from 'vitest';
import { quoteArgument } from '../../../main/remote/shell-quote';
import { createCutover } from '../../../main/restore/cutover/create-cutover';
import { cutoverFiles } from '../../../main/restore/cutover/files';
import type { CutoverListener, CutoverSpec } from '../../../main/restore/ports/cutover';
import type { RemoteHost } from '../../../main/restore/ports/host';

const PLACE = { jobId: 'job', short: 'short', workDir: '/w', jobDir: '/w/jobs/job' };

const SPEC: CutoverSpec = {
  place: { ...PLACE, archivePath: '', helperImage: '' },
  database: null,
  media: null,
  services: [],
  beforeStart: [],
  health: null,
  healthContainerId: null,
  healthContainerName: null,
  healthTimeoutSeconds: 1,
  healthRequired: false,
};

/** A host whose script is killed in its preparation; ended by `recover` it says that nothing had begun. */
function hostOfDyingScript(): Pick<
  RemoteHost,
  'address' | 'exec' | 'run' | 'readFile' | 'writeFile' | 'stat'
> {
  const written = new Map<string, Buffer>();
  const launched: string[] = [];
  return {
    address: 'ana@host',
    stat: async () => null,
    writeFile: async (path, content) => void written.set(path, Buffer.from(content)),
    readFile: async (path) =>
      path === cutoverFiles(PLACE).status ? Buffer.from('not-begun\n') : (written.get(path) ?? null),
    run: async (argv) => {
      launched.push(argv.at(-1) ?? '');
      return 'started\n';
    },
    exec: async (_argv, options) => {
      const ended = launched.at(-1) === 'recover' ? 'final not-begun' : 'unfinished';
      options?.onStdout?.(Buffer.from(`E ${ended}\n`));
      return { exitCode: 0, signal: null, stdout: '', stderr: '' };
    },
  };
}

test('a script that died before its first stop left the target untouched, and the error says so', async () => {
  const host = hostOfDyingScript() as RemoteHost;
  const cutover = createCutover({
    host,
    docker: { prefix: ['docker'], containers: async () => [], lostProcessesArgv: () => [] },
    quote: quoteArgument,
  });
  const silent: CutoverListener = {
    part: () => undefined,
    downtime: () => undefined,
    log: () => undefined,
  };
  expect(await cutover.run(SPEC, silent)).toMatchObject({
    kind: 'reversed',
    error: { code: 'interrupted', left: 'nothing-touched' },
    downtimeSeconds: null,
  });
});
