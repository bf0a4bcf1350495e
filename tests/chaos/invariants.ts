import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { STAGE_FOLDER } from '../../main/docker/media-layout';
import { shortId } from '../../main/restore/names';
import type { Job } from '../../shared/restore/job';
import { waitUntil } from '../target/machine/wait-until';
import type { TestHost } from '../target/test-host';
import { type Before, rolesOf, stageFolders, volumesOf, withoutPictures, withoutSpare } from './before';
import { type DatabasePicture, databasePicture } from './database-picture';
import {
  containerStates,
  databasesOf,
  filesBelow,
  foldersOf,
  halfMade,
  hostProcesses,
  isOurs,
  journalOf,
  linesOf,
  serviceName,
} from './host-view';
import { type MediaPicture, mediaPicture } from './media-picture';
import {
  type ArchivePicture,
  danglingFiles,
  differencesFromNew,
  differencesFromOld,
  mergedMedia,
  treeDifferences,
} from './pair';
import { workLeftovers } from './work-leftovers';

/** What a run has to leave true, whatever happened to it; `harness`: the suite could not end or judge it. */
export const INVARIANTS = [
  'pair',
  'pair-kept',
  'services',
  'health',
  'leftovers',
  'secrets',
  'status',
  'exit-status',
  'refusal',
  'ends',
  'harness',
] as const;
export type Invariant = (typeof INVARIANTS)[number];

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

/** Which pair is live; `neither` when what is live is no complete pair. */
export type Live = 'old' | 'new' | 'neither';

export interface RunFacts {
  readonly host: TestHost;
  readonly archive: ArchivePicture;
  readonly before: Before;
  readonly sql: boolean;
  readonly media: boolean;
  /** All jobs of the console's history, newest first. */
  readonly history: readonly Job[];
  /** Ids of the jobs this run began, oldest first. */
  readonly jobs: readonly string[];
  /** Folder of the console's state. */
  readonly home: string;
}

export interface Verdict {
  readonly live: Live;
  readonly violations: readonly Violation[];
}

/** Checks everything. Read only; takes no word of the console but its history, which is what is judged. */
export async function checkInvariants(facts: RunFacts): Promise<Verdict> {
  const { host } = facts;
  const violations: Violation[] = [];
  const violated = (invariant: Invariant, whats: readonly string[]): void => {
    for (const what of whats) violations.push({ invariant, what });
  };
  violated('services', await serviceViolations(facts));
  violated('health', await healthViolations(facts));
  const database = await databasePicture(host, host.database, facts.before.database.cutoff);
  const media = await mediaPicture(foldersOf(host).media);
  const { live, differences } = livePair(facts, database, media);
  violated('pair', differences);
  violated('pair-kept', await keptPairViolations(facts, live));
  violated('leftovers', await leftoverViolations(facts));
  violated('secrets', await secretViolations(facts));
  violated('status', await statusViolations(facts, live));
  return { live, violations };
}

/** Told by OID and by content; a half of each pair is neither. */
function livePair(
  facts: RunFacts,
  database: DatabasePicture,
  media: MediaPicture,
): { readonly live: Live; readonly differences: readonly string[] } {
  const { before, archive, sql } = facts;
  // Where a restore without media was completed before, rows without their file are what was found.
  const foundDangling = new Set(danglingFiles(before.database, before.media));
  const fromOld = [
    ...differencesFromOld(before.database, database),
    ...treeDifferences(before.media.files, before.media.owners, media),
    ...(media.marker === before.media.marker ? [] : [`media marker of ${media.marker}`]),
    ...danglingFiles(database, media).filter((line) => !foundDangling.has(line)),
  ];
  if (fromOld.length === 0) return { live: 'old', differences: [] };
  const withMedia = facts.media ? mergedMedia(before.media, archive) : before.media.files;
  const fromNew = [
    ...(sql
      ? differencesFromNew(archive, before.database, database)
      : differencesFromOld(before.database, database)),
    ...treeDifferences(withMedia, before.media.owners, media),
    // With one half restored alone rows may point at files of the other pair, as the operator chose.
    ...(sql && facts.media ? danglingFiles(database, media) : []),
  ];
  if (fromNew.length === 0) return { live: 'new', differences: [] };
  return {
    live: 'neither',
    differences: [
      ...fromOld.slice(0, 6).map((line) => `not the old pair: ${line}`),
      ...fromNew.slice(0, 6).map((line) => `not the new pair: ${line}`),
    ],
  };
}

async function serviceViolations({ host, before }: RunFacts): Promise<readonly string[]> {
  const now = await containerStates(host);
  return [...before.containers]
    .filter(([name, state]) => now.get(name) !== state)
    .map(([name, state]) => `${name} is ${now.get(name) ?? 'gone'}, was ${state}`);
}

async function healthViolations({ host, before }: RunFacts): Promise<readonly string[]> {
  if (before.containers.get(serviceName(0)) !== 'running') return [];
  const healthy = async (): Promise<true | undefined> => ((await host.health()) === 200 ? true : undefined);
  return waitUntil('the health page answers 200', 30_000, healthy).then(
    () => [],
    () => ['the site is not healthy'],
  );
}

/** The pair that is not live is kept aside, whole; an earlier one is never lost by a run that failed. */
async function keptPairViolations(facts: RunFacts, live: Live): Promise<readonly string[]> {
  const { host, before } = facts;
  const databases = await databasesOf(host);
  const stages = new Map(await stageFolders(host));
  const restored = facts.history.find(
    (job) => facts.jobs.includes(job.id) && (job.status === 'completed' || job.status === 'rolled_back'),
  );
  const violations: string[] = [];
  if (!restored) {
    for (const [name, oid] of before.databases)
      if (databases.get(name) !== oid) violations.push(`${name} (OID ${oid}) is gone`);
    for (const [short, tree] of before.keptMedia)
      if (stages.get(short) !== tree) violations.push(`the media kept by ${short} are gone`);
    return violations;
  }
  const kept = databases.get(restored.old_pair?.database ?? '');
  if (facts.sql && kept === undefined) violations.push('the database taken out is not kept aside');
  if (facts.sql && live === 'new' && kept !== before.database.oid)
    violations.push(`what is kept aside is OID ${kept}, not the old database`);
  if (!facts.media) return violations;
  const short = shortId(restored.id);
  const tree = live === 'new' ? 'old' : 'new';
  const content = stages.get(short) ?? '';
  if ((facts.sql ? withoutSpare(content) : withoutPictures(content)) !== tree)
    return [...violations, `the media taken out are not kept aside: ${content}`];
  const found = await mediaPicture(path.join(foldersOf(host).media, STAGE_FOLDER, short, tree));
  const expected = live === 'new' ? before.media.files : mergedMedia(before.media, facts.archive);
  return [
    ...violations,
    ...treeDifferences(expected, before.media.owners, found).map((line) => `kept media: ${line}`),
  ];
}

async function leftoverViolations(facts: RunFacts): Promise<readonly string[]> {
  const { host, before, history } = facts;
  const keeping = history.filter((job) => job.status === 'completed' || job.status === 'rolled_back');
  const keptDatabases = new Set(keeping.map((job) => job.old_pair?.database));
  const keptMedia = new Set(
    keeping.map((job) => `${job.old_pair?.media} ${job.status === 'completed' ? 'old' : 'new'}`),
  );
  const alone = new Set(keeping.filter((job) => !job.old_pair?.database).map((job) => job.old_pair?.media));
  const known = new Set(history.map((job) => job.id));
  const abandoned = await halfMade(host);
  const violations: string[] = [];
  for (const name of (await containerStates(host)).keys())
    if (isOurs(name) && !abandoned.has(name)) violations.push(`container ${name}`);
  for (const name of (await databasesOf(host)).keys()) {
    if (!before.databases.has(name) && !keptDatabases.has(name)) violations.push(`database ${name}`);
  }
  for (const role of await rolesOf(host)) if (!before.roles.includes(role)) violations.push(`role ${role}`);
  for (const volume of await volumesOf(host))
    if (!before.volumes.includes(volume) && !abandoned.has(volume)) violations.push(`volume ${volume}`);
  for (const [short, content] of await stageFolders(host)) {
    const tree = alone.has(short) ? withoutPictures(content) : withoutSpare(content);
    if (!keptMedia.has(`${short} ${tree}`) && before.keptMedia.get(short) !== content)
      violations.push(`in the media volume: ${short}/${content}`);
  }
  violations.push(...(await sessionLeftovers(host)), ...(await workLeftovers(facts, known)));
  const none = async (): Promise<true | undefined> =>
    (await hostProcesses(host)).length === 0 ? true : undefined;
  await waitUntil('nothing of ours runs', 20_000, none).catch(async () => {
    for (const pid of await hostProcesses(host)) {
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      violations.push(`process ${pid}: ${words.replaceAll('\0', ' ').slice(0, 200)}`);
    }
  });
  for (const name of await readdir('/dev/shm').catch(() => []))
    if (facts.jobs.some((id) => name === `rc-cutover-${shortId(id)}`)) violations.push(`/dev/shm/${name}`);
  return violations;
}

async function sessionLeftovers(host: TestHost): Promise<readonly string[]> {
  const rows = await host.psql(
    `SELECT 'session of ' || application_name FROM pg_stat_activity WHERE application_name LIKE 'rc-%'
     UNION ALL SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts
     UNION ALL SELECT 'closed door of ' || datname FROM pg_database WHERE datname = '${host.database}' AND NOT datallowconn`,
    'postgres',
  );
  return linesOf(rows);
}

const SECRET_NAMES =
  /^(admin\.env|loader\.env|cutover-before-start-\d+\.(env|sh)|after-\d+\.(env|export\.sh))$/;

/** A manual command that takes the password from the container's own environment holds none. */
const GIVEN_PASSWORD = /PGPASSWORD=(?!\\*"\$|\xe2\x80\xa2)/;

/** No password of the target in the job folders or anywhere in the console's own. */
async function secretViolations(facts: RunFacts): Promise<readonly string[]> {
  const violations: string[] = [];
  const folders = facts.jobs.map((id) => path.join(foldersOf(facts.host).work, 'jobs', id));
  for (const folder of [...folders, facts.home]) {
    for (const name of (await filesBelow(folder)).keys()) {
      const full = path.join(folder, name);
      if (SECRET_NAMES.test(path.basename(name))) violations.push(`secret file ${full}`);
      const content = await readFile(full).catch(() => Buffer.alloc(0));
      if (content.includes(facts.host.db_password) || GIVEN_PASSWORD.test(content.toString('latin1')))
        violations.push(`a password in ${full}`);
    }
  }
  return violations;
}

/** The history says what is live. */
async function statusViolations(facts: RunFacts, live: Live): Promise<readonly string[]> {
  const violations: string[] = [];
  const own = facts.history.filter((job) => facts.jobs.includes(job.id));
  const restored = own.filter((job) => job.status === 'completed');
  if (live === 'new' && restored.length === 0) violations.push('the new pair is live and no job says so');
  if (live === 'old' && restored.length > 0) violations.push('a job says completed and the old pair is live');
  for (const job of own) {
    const journal = await journalOf(facts.host, job.id);
    const said = `${job.id.slice(0, 8)} ${job.status}/${job.outcome}`;
    if (/ note downtime ended$/m.test(journal) && job.downtime_seconds === null)
      violations.push(`${said} does not say how long the site was without service`);
    switch (job.status) {
      case 'completed':
        if (job.verification?.passed !== true) violations.push(`${said} was never verified`);
        if (facts.sql && job.sql_records_restored === 0) violations.push(`${said} with no rows restored`);
        break;
      case 'rolled_back':
        if (live !== 'old') violations.push(`${said}, yet the ${live} pair is live`);
        break;
      case 'failed':
        if (job.needs_person) violations.push(`${said} still needs a person`);
        if (job.outcome === null) violations.push(`${said} does not say what was left`);
        if (job.outcome === 'unchanged' && / begin stop$/m.test(journal))
          violations.push(`${said}, yet its cutover had begun`);
        if (job.outcome === 'reversed' && !/ begin stop$/m.test(journal))
          violations.push(`${said}, yet its cutover never stopped anything`);
        if (job.error === null) violations.push(`${said} gives no reason`);
        break;
      case 'cancelled':
        if (job.outcome !== 'unchanged') violations.push(`${said} is not unchanged`);
        break;
      default:
        violations.push(`${said} is no end`);
    }
  }
  return violations;
}
