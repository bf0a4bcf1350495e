import { expect, test } from 'vitest';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import type { RemoteHost } from '../../../main/restore/ports/host';
import { executeRun } from '../../../main/restore/run/execute-run';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { RESUME_MARGIN_BYTES, upload } from '../../../main/restore/steps/upload';
import type { TargetSession } from '../../../main/restore/target-session';
import { sampleContext } from '../../support/sample-context';
import { sampleFacts } from '../../support/sample-facts';

const RIGHT = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const NAMED = `/w/archives/${RIGHT}.tar.gz`;
const PART = `${NAMED}.part`;
const BYTES = 2 * RESUME_MARGIN_BYTES;

/**
 * Uploads to a host that holds these files, as digest and size; what is sent arrives with one digest after another.
 * The diary holds what was done to the host's files.
 */
async function uploadTo(
  there: Readonly<Record<string, { digest: string; bytes: number }>>,
  arriving: readonly string[] = [],
) {
  const { context, events } = sampleContext();
  const { id } = context.recorder.job;
  const planned = { dump: null, withMedia: false, safetyBackup: false, names: databaseNames('shop', id) };
  const place = jobPlace(id, '/w', RIGHT, 'image');
  context.products.prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const files = new Map(Object.entries(there));
  const diary: string[] = [];
  const digests = [...arriving];
  const host: Partial<RemoteHost> = {
    makeDirectory: async () => undefined,
    async stat(path) {
      const file = files.get(path);
      return file ? { bytes: file.bytes, modifiedAt: 0, directory: false } : null;
    },
    async exec(argv) {
      const file = files.get(argv.at(-1) ?? '');
      const stdout = file ? `${file.digest}  ${argv.at(-1)}\n` : '';
      return { exitCode: file ? 0 : 1, signal: null, stdout, stderr: '' };
    },
    async removeFile(path) {
      diary.push(`remove ${path}`);
      files.delete(path);
    },
    async upload({ remotePart, startAt }) {
      diary.push(`send ${remotePart} from ${startAt}`);
      files.set(remotePart, { digest: digests.shift() ?? RIGHT, bytes: BYTES });
      return { kind: 'uploaded' };
    },
    async rename(from, to) {
      diary.push(`name ${to}`);
      files.set(to, files.get(from) ?? { digest: '', bytes: 0 });
      files.delete(from);
    },
  };
  const session = { host } as unknown as TargetSession;
  const manifest = { ...context.manifest, sha256: RIGHT, bytes: BYTES };
  const whole = { ...context, manifest, session: async () => session };
  const end = await executeRun(whole, [[[upload]]], new AbortController().signal, async () => true);
  return { end, diary, files, events };
}

test('an archive that arrives whole is named by its digest', async () => {
  const { end, diary } = await uploadTo({});
  expect(end).toEqual({ kind: 'completed' });
  expect(diary).toEqual([`send ${PART} from 0`, `name ${NAMED}`]);
});

test('an archive that is there with its digest is not sent', async () => {
  const { end, diary, events } = await uploadTo({ [NAMED]: { digest: RIGHT, bytes: BYTES } });
  expect(end).toEqual({ kind: 'completed' });
  expect(diary).toEqual([]);
  expect(events).toContainEqual(expect.objectContaining({ type: 'step-progress', detail: 'already there' }));
});

test('a file under the archive’s name with another digest goes, and the archive is sent', async () => {
  const { end, diary } = await uploadTo({ [NAMED]: { digest: OTHER, bytes: BYTES } });
  expect(end).toEqual({ kind: 'completed' });
  expect(diary).toEqual([`remove ${NAMED}`, `send ${PART} from 0`, `name ${NAMED}`]);
});

test('a resumed upload whose digest is another is sent once more from the start, its part removed', async () => {
  const lying = { [PART]: { digest: OTHER, bytes: BYTES - 1 } };
  const { end, diary } = await uploadTo(lying, [OTHER, RIGHT]);
  expect(end).toEqual({ kind: 'completed' });
  expect(diary).toEqual([
    ...[`send ${PART} from ${RESUME_MARGIN_BYTES - 1}`, `remove ${PART}`],
    ...[`send ${PART} from 0`, `name ${NAMED}`],
  ]);
});

test('a second digest that is another ends the run: neither part nor a named archive is left', async () => {
  const { end, diary, files } = await uploadTo({}, [OTHER, OTHER]);
  expect(end).toMatchObject({
    kind: 'failed',
    step: 'upload',
    error: { code: 'upload-digest-mismatch', params: { expected: RIGHT, found: OTHER } },
  });
  expect(diary).toEqual([
    ...[`send ${PART} from 0`, `remove ${PART}`, `send ${PART} from 0`, `remove ${PART}`],
  ]);
  expect([...files.keys()]).toEqual([]);
});
