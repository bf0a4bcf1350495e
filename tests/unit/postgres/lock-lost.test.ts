import { expect, test } from 'vitest';
import { load } from '../../../main/postgres/load/load';
import { runHelper } from '../../../main/postgres/run-helper';
import { backUp } from '../../../main/postgres/safety-backup';
import type { ServerContext } from '../../../main/postgres/server-context';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import { LOCK_LOST } from '../../../main/restore/ports/lock-lost';
import { sampleContainer } from '../../support/sample-facts';
import { sampleDump } from '../../support/sample-manifest';
import { sampleProfile } from '../../support/sample-profile';

/** Why a run is aborted, and whether what its step made is still the run's to clear away. */
const ABORTS = [
  ['a cancel', undefined, true],
  ['the loss of the lock', LOCK_LOST, false],
] as const;

const id = '1f2e3d4c-0000-4000-8000-000000000001';
const place = jobPlace(id, '/w', 'a'.repeat(64), 'image');
const ok = { exitCode: 0, signal: null, stdout: '', stderr: '' };
const access = {
  role: 'postgres',
  host: null,
  port: 5432,
  password: 'p',
  passwordSource: null,
  systemUser: null,
};

/** A server whose helper is at work already and aborts the run as soon as it is followed. */
function working(reason: string | undefined) {
  const touched: string[] = [];
  const started: string[] = [];
  const abort = new AbortController();
  const context = {
    profile: sampleProfile(),
    container: sampleContainer('db'),
    docker: {
      helperRunning: async () => true,
      startHelper: async ({ name }: { name: string }) => void started.push(name),
      followHelper: async () => {
        abort.abort(reason);
        return { kind: 'cancelled' };
      },
      removeHelper: async (name: string) => void touched.push(name),
      exec: async (_id: string, [program]: readonly string[]) =>
        program === 'sh' ? { ...ok, stdout: 'd 9 1 8 1% /d\n/d\nd 9 1 8 1% /d\n/d\n' } : ok,
    },
    host: {
      stat: async (path: string) => (path.endsWith('.log') ? { bytes: 1 } : null),
      readFile: async () => Buffer.from('nonce'),
      writeFile: async () => undefined,
      makeDirectory: async () => undefined,
      removeFile: async (path: string) => void touched.push(path),
      exec: async (argv: readonly string[]) => {
        touched.push(argv.join(' '));
        return ok;
      },
    },
    admin: async () => access,
    adminSql: async () => '/d',
    serverVersion: async () => 150_004,
    loader: async () => access,
  } as unknown as ServerContext;
  const io = { signal: abort.signal, log: () => undefined, progress: () => undefined };
  return { context, io, abort, touched, started };
}

test.each(ABORTS)('a load at %s goes with what it extracted only where it is this run’s', async (...row) => {
  const [, reason, removed] = row;
  const { context, io, touched } = working(reason);
  const loaded = load(context, place, io, databaseNames('shop', id), sampleDump());
  await expect(loaded).rejects.toMatchObject({ error: { code: 'cancelled' } });
  const extracted = `rm -rf -- ${place.jobDir}/load.data ${place.jobDir}/load.d`;
  const helper = 'rc-1f2e3d4c-load';
  expect(touched).toEqual(removed ? [helper, helper, extracted] : []);
});

test.each(ABORTS)(
  'a safety backup at %s goes with its secret only where it is this run’s',
  async (...row) => {
    const [, reason, removed] = row;
    const { context, io, touched } = working(reason);
    await expect(backUp(context, place, io, '/w/safety-backups/b.dump')).rejects.toMatchObject({
      error: { code: 'cancelled' },
    });
    const secret = `${place.jobDir}/admin.env`;
    const part = '/w/safety-backups/b.dump.part';
    expect(touched).toEqual(removed ? ['rc-1f2e3d4c-safety-backup', secret, part] : []);
  },
);

test('no helper is started by a run that has lost its lock', async () => {
  const { context, io, abort, touched, started } = working(LOCK_LOST);
  abort.abort(LOCK_LOST);
  const job = { step: 'verify', script: '', args: [], env: {}, envFile: null, mounts: [] };
  await expect(runHelper(context, place, io, job, () => undefined)).rejects.toMatchObject({
    error: { code: 'cancelled' },
  });
  expect([...started, ...touched]).toEqual([]);
});
