import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import { archiveMedia } from '../support/media-tree';
import { attempt } from '../target/machine/run';
import type { TestHost } from '../target/test-host';
import { type DatabasePicture, databasePicture, MERGED_TABLES, type UserPicture } from './database-picture';
import { type MediaPicture, mediaDifferences } from './media-picture';

/** What an archive holds, read by tools that are not the console's. */
export interface ArchivePicture {
  readonly database: DatabasePicture;
  readonly media: ReadonlyMap<string, string>;
}

const REFERENCE = 'chaos_reference';

/** Loads the archive's dump into a database of its own with plain psql, pictures it, and drops it again. */
export async function pictureOfArchive(host: TestHost): Promise<ArchivePicture> {
  await host.psql(
    `DROP DATABASE IF EXISTS ${REFERENCE};\nCREATE DATABASE ${REFERENCE} TEMPLATE template0;`,
    'postgres',
  );
  const sql = await dumpOf(host.archive);
  // What belongs to Cloud SQL fails here, as it should: its roles and extensions are not this server's.
  const psql = ['psql', '-X', '-q', '-U', host.admin_role, '-d', REFERENCE];
  await attempt(['docker', '-H', host.docker_host, 'exec', '-i', host.db_container, ...psql], { input: sql });
  const database = await databasePicture(host, REFERENCE, 'infinity');
  await host.psql(`DROP DATABASE ${REFERENCE}`, 'postgres');
  return { database, media: await archiveMedia(host.archive) };
}

function dumpOf(archive: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const parser = new Parser();
    parser.on('entry', (entry) => {
      if (!entry.path.endsWith('.sql.gz')) return entry.resume();
      const chunks: Buffer[] = [];
      entry
        .pipe(createGunzip())
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
        .on('error', reject);
    });
    createReadStream(archive).pipe(createGunzip()).pipe(parser).on('error', reject);
  });
}

/** What differs from the same database seen earlier: nothing may, but for what the worker wrote since. */
export function differencesFromOld(old: DatabasePicture, found: DatabasePicture): readonly string[] {
  return [
    ...(found.oid === old.oid ? [] : [`OID ${found.oid}, not ${old.oid}`]),
    ...tableDifferences(old, found, new Set()),
    ...common(old.heartbeats, old, found),
  ];
}

/** What differs from the archive's database with the live administrators merged into it. */
export function differencesFromNew(
  archive: ArchivePicture,
  old: DatabasePicture,
  found: DatabasePicture,
): readonly string[] {
  return [
    ...(found.oid === old.oid ? [`OID ${found.oid} is the old one`] : []),
    ...tableDifferences(archive.database, found, MERGED_TABLES),
    ...userDifferences(archive.database.users, old.users, found.users),
    ...(found.tables.get('django_session')?.rows === 0 ? [] : ['sessions were not flushed']),
    ...common(archive.database.heartbeats, archive.database, found),
  ];
}

function tableDifferences(
  expected: DatabasePicture,
  found: DatabasePicture,
  leftOut: ReadonlySet<string>,
): readonly string[] {
  const differences: string[] = [];
  for (const name of new Set([...expected.tables.keys(), ...found.tables.keys()])) {
    const wanted = expected.tables.get(name);
    const there = found.tables.get(name);
    if (!wanted || !there) differences.push(`table ${name}: ${there ? 'too much' : 'missing'}`);
    else if (leftOut.has(name)) continue;
    else if (wanted.rows !== there.rows)
      differences.push(`table ${name}: ${there.rows} rows, not ${wanted.rows}`);
    else if (wanted.digest !== there.digest) differences.push(`table ${name}: other content`);
  }
  return differences;
}

function common(
  heartbeats: readonly string[],
  expected: DatabasePicture,
  found: DatabasePicture,
): readonly string[] {
  const schema = new Set(found.schema);
  const wanted = new Set(expected.schema);
  return [
    ...expected.schema.filter((line) => !schema.has(line)).map((line) => `schema lacks: ${line}`),
    ...found.schema.filter((line) => !wanted.has(line)).map((line) => `schema has: ${line}`),
    ...found.lateSequences.map((name) => `sequence behind its table: ${name}`),
    ...(found.strangers === 0 ? [] : [`${found.strangers} orders nobody known made`]),
    ...heartbeatDifferences(heartbeats, found),
  ];
}

/** The worker removes heartbeats after an hour; what is younger than that minus a margin is all there. */
function heartbeatDifferences(expected: readonly string[], found: DatabasePicture): readonly string[] {
  const kept = Date.now() / 1000 - 3500;
  const there = new Set(found.heartbeats);
  const missing = expected.filter((beat) => Number(beat.split('|')[1]) > kept && !there.has(beat));
  const wanted = new Set(expected);
  const cutoff = Date.parse(found.cutoff.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')) / 1000;
  const more = found.heartbeats.filter((beat) => !wanted.has(beat) && Number(beat.split('|')[1]) <= cutoff);
  return [
    ...missing.map((beat) => `heartbeat missing: ${beat}`),
    ...more.map((beat) => `heartbeat too much: ${beat}`),
  ];
}

/** Design §7: all are the archive's; a live superuser stays one, with the archive's data where there are such. */
function userDifferences(
  archive: ReadonlyMap<string, UserPicture>,
  live: ReadonlyMap<string, UserPicture>,
  found: ReadonlyMap<string, UserPicture>,
): readonly string[] {
  const expected = new Map(archive);
  for (const [email, person] of live) {
    if (!person.superuser) continue;
    const backedUp = archive.get(email);
    expected.set(email, backedUp ? { ...backedUp, superuser: true } : person);
  }
  const differences: string[] = [];
  for (const email of new Set([...expected.keys(), ...found.keys()])) {
    const wanted = expected.get(email);
    const there = found.get(email);
    if (!wanted || !there) differences.push(`user ${email}: ${there ? 'too much' : 'missing'}`);
    else if (wanted.superuser !== there.superuser) differences.push(`user ${email}: is_superuser`);
    else if (wanted.data !== there.data) differences.push(`user ${email}: other data`);
    else if (wanted.groups !== there.groups)
      differences.push(`user ${email}: groups ${there.groups}, not ${wanted.groups}`);
  }
  return differences;
}

/** The media a merge restore has to end on: the live files, the archive's over them. */
export function mergedMedia(old: MediaPicture, archive: ArchivePicture): ReadonlyMap<string, string> {
  return new Map([...old.files, ...archive.media]);
}

/** Rows that point at a file which is not there: database and media would not belong together. */
export function danglingFiles(database: DatabasePicture, media: MediaPicture): readonly string[] {
  return database.files
    .filter((name) => !media.files.has(name))
    .map((name) => `row without its file: ${name}`);
}

/** Content and ownership. */
export function treeDifferences(
  expected: ReadonlyMap<string, string>,
  owners: ReadonlySet<string>,
  found: MediaPicture,
): readonly string[] {
  return [
    ...mediaDifferences(expected, found.files),
    ...[...found.owners].filter((owner) => !owners.has(owner)).map((owner) => `owned or open as ${owner}`),
  ];
}
