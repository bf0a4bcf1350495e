import { databaseNames } from '../../main/restore/names';
import type { MediaStore } from '../../main/restore/ports/media';
import { executeRun } from '../../main/restore/run/execute-run';
import { jobEnd } from '../../main/restore/run/job-end';
import { runPhases } from '../../main/restore/run/phases';
import type { TargetParts, TargetSession } from '../../main/restore/target-session';
import type { Verification, VerificationCheck } from '../../shared/restore/job';
import { sampleContext } from './sample-context';
import { sampleContainer, sampleDatabaseFacts, sampleFacts } from './sample-facts';

const ROWS = { name: 'rows', expected: '3', found: '3', verdict: 'match' } as const;

/** What differs from a target on which everything goes well. */
export interface Spoiled {
  readonly verification?: Verification;
  readonly mediaChecks?: readonly VerificationCheck[];
}

/**
 * A whole run, from preflight on, over ports by hand on which everything goes well, but for what is spoiled. The
 * diary holds every call that writes to the target; the cutover reverses at once, for nothing is behind it.
 */
export async function runOnSoundTarget(spoiled: Spoiled = {}) {
  const { context } = sampleContext();
  const diary: string[] = [];
  const note = (name: string) => async () => void diary.push(name);
  const facts = sampleFacts();
  const { manifest } = context;
  const database = {
    probe: async () => sampleDatabaseFacts(),
    administrators: async () => facts.administrators,
    migrations: async () => null,
    backUp: async () => ({ bytes: 1 }),
    createFresh: async () => ({ oid: 20_001 }),
    load: async () => ({ countedRows: null }),
    mergeAdministrators: async () => [],
    verify: async (): Promise<Verification> =>
      spoiled.verification ?? { passed: true, checks: [ROWS], tables: [] },
    handOver: note('hand over'),
    dropFresh: async (names: { fresh: string }) => void diary.push(`drop ${names.fresh}`),
    adminPsql: async () => [],
    activity: async () => ({ processes: [], progress: '', waits: [] }),
  };
  const media: Partial<MediaStore> = {
    probe: async () => facts.media ?? Promise.reject(new Error('no media')),
    stage: async () => ({ files: 2, bytes: 2_000, checks: spoiled.mediaChecks ?? [] }),
    startMover: async () => ({ name: 'mover', runArgv: [] }),
    dropStage: note('drop stage'),
  };
  const cutover = async (_spec: unknown, _said: unknown, onLaunch: () => void) => {
    diary.push('cutover');
    onLaunch();
    return { kind: 'reversed', error: { code: 'swap-failed', params: {} }, parts: [] };
  };
  const docker = {
    version: async () => '27.0.0',
    containers: async () => [],
    resolve: async (ref: { name: string }) => [sampleContainer(ref.name)],
    readLock: async () => null,
    engineId: async () => 'e',
    acquireLock: async () => ({ kind: 'acquired', containerId: 'lock' }),
    releaseLock: note('unlock'),
    removeHelper: async () => undefined,
    processes: async () => [],
  };
  const host = {
    address: facts.address,
    fingerprint: facts.fingerprint,
    stat: async () => ({ bytes: manifest.bytes, modifiedAt: 0, directory: false }),
    run: async () =>
      'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 90000000 1 80000000 1% /\n',
    exec: async () => ({ exitCode: 0, signal: null, stdout: `${manifest.sha256}  x\n`, stderr: '' }),
    list: async () => [],
    makeDirectory: async () => undefined,
    writeFile: async () => undefined,
    removeFile: async () => undefined,
    httpGet: async () => ({ status: 200, body: '' }),
  };
  const parts = {
    container: sampleContainer('shop-db-1'),
    helperImage: 'postgres:15',
    database,
    media,
    cutover: { run: cutover },
    services: facts.services,
  } as unknown as TargetParts;
  const session = {
    profile: context.profile,
    host,
    docker,
    workDirectory: async () => '/w',
    parts: async () => parts,
  } as unknown as TargetSession;
  const whole = { ...context, session: async () => session, parts: async () => parts };
  const shape = { database: true, media: true, safetyBackup: true, uploadOnly: false };
  const end = await executeRun(whole, runPhases(shape), new AbortController().signal, async () => true);
  const { recorder, products } = context;
  const job = { ...recorder.job, ...jobEnd(recorder.job, end, products, new Date(), false) };
  return { diary, job, fresh: databaseNames('shop', job.id).fresh };
}
