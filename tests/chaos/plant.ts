import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isOldDatabaseOf, shortId } from '../../main/restore/names';
import { containerName } from '../target/stack/names';
import type { TestHost } from '../target/test-host';
import { databasesOf, foldersOf } from './host-view';
import type { Invariant, RunFacts } from './invariants';

/** Harm done by hand after a run that ended on the new pair, and how to undo it. */
interface Harm {
  /** The invariant that has to be named. */
  readonly seenAs: Invariant;
  /** Gives what undoes it, and where the harm is in the history, that. */
  readonly plant: (facts: RunFacts) => Promise<Done>;
}

interface Done {
  readonly undo: () => Promise<unknown>;
  readonly facts?: RunFacts;
}

/** Shows that the checks see what they are there for. */
export const HARMS = {
  'databases-swapped': { seenAs: 'pair', plant: swapDatabases },
  'row-deleted': { seenAs: 'pair', plant: deleteRow },
  'row-changed': { seenAs: 'pair', plant: changeRow },
  'sale-of-a-stranger': { seenAs: 'pair', plant: sellAsStranger },
  'user-demoted': { seenAs: 'pair', plant: demote },
  'media-removed': { seenAs: 'pair', plant: ({ host }) => moveAside(host, mediaFile(host)) },
  'media-changed': { seenAs: 'pair', plant: changeMedia },
  'media-of-the-old-pair': { seenAs: 'pair', plant: swapMedia },
  'old-media-removed': { seenAs: 'pair-kept', plant: removeOldMedia },
  'old-database-renamed': { seenAs: 'pair-kept', plant: renameOldDatabase },
  'helper-left': { seenAs: 'leftovers', plant: ({ host }) => leaveContainer(host, 'rc-00000000-load') },
  'lock-left': { seenAs: 'leftovers', plant: ({ host }) => leaveContainer(host, 'rc-lock-00000000') },
  'database-left': { seenAs: 'leftovers', plant: leaveDatabase },
  'role-left': { seenAs: 'leftovers', plant: leaveRole },
  'part-left': { seenAs: 'leftovers', plant: leavePart },
  'secret-left': { seenAs: 'secrets', plant: leaveSecret },
  'service-stopped': { seenAs: 'services', plant: stopService },
  'status-untrue': { seenAs: 'status', plant: lieInHistory },
} as const satisfies Readonly<Record<string, Harm>>;

export type HarmName = keyof typeof HARMS;
export const HARM_NAMES = Object.keys(HARMS).filter((name): name is HarmName => name in HARMS);

async function oldDatabase({ host, jobs }: RunFacts): Promise<string> {
  const found = [...(await databasesOf(host)).keys()].find(
    (name) => isOldDatabaseOf(host.database, name) && jobs.some((id) => name.endsWith(shortId(id))),
  );
  if (found === undefined) throw new Error('this run kept no old database');
  return found;
}

async function swapDatabases(facts: RunFacts): Promise<Done> {
  const { host } = facts;
  const old = await oldDatabase(facts);
  const exchange = (): Promise<string> =>
    host.psql(
      `ALTER DATABASE ${host.database} ALLOW_CONNECTIONS false;
       SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${host.database}';
       ALTER DATABASE ${host.database} RENAME TO planted;
       ALTER DATABASE ${old} RENAME TO ${host.database};
       ALTER DATABASE planted RENAME TO ${old};
       ALTER DATABASE ${host.database} ALLOW_CONNECTIONS true;`,
      'postgres',
    );
  await exchange();
  return { undo: exchange };
}

async function deleteRow({ host }: RunFacts): Promise<Done> {
  const row = await host.psql(
    'DELETE FROM events_ticket t WHERE id = (SELECT id FROM events_ticket ORDER BY id LIMIT 1) RETURNING to_jsonb(t)',
    host.database,
  );
  return {
    undo: () =>
      host.psql(
        `INSERT INTO events_ticket SELECT * FROM jsonb_populate_record(NULL::events_ticket, $row$${row}$row$)`,
        host.database,
      ),
  };
}

async function changeRow({ host }: RunFacts): Promise<Done> {
  const set = (value: string): Promise<string> =>
    host.psql(
      // Without the application's trigger, which keeps the time of a change.
      `SET session_replication_role = replica;
       UPDATE events_event SET venue = ${value} WHERE id = (SELECT max(id) FROM events_event)`,
      host.database,
    );
  await set("venue || '!'");
  return { undo: () => set('left(venue, -1)') };
}

async function sellAsStranger({ host }: RunFacts): Promise<Done> {
  const id = '00000000-0000-0000-0000-00000000abcd';
  await host.psql(
    `INSERT INTO events_order (id, buyer_id, event_id, total, status, created_at, details)
     SELECT '${id}', buyer_id, event_id, 1, 'paid', now(), '{"by": "nobody"}' FROM events_order LIMIT 1`,
    host.database,
  );
  return { undo: () => host.psql(`DELETE FROM events_order WHERE id = '${id}'`, host.database) };
}

async function demote({ host }: RunFacts): Promise<Done> {
  const set = (value: boolean): Promise<string> =>
    host.psql(`UPDATE users_user SET is_superuser = ${value} WHERE email = 'admin@tuki.cl'`, host.database);
  await set(false);
  return { undo: () => set(true) };
}

function mediaFile(host: TestHost): string {
  return path.join(foldersOf(host).media, 'events', 'poster-0006.jpg');
}

/** Out of sight of every check, on the same file system. */
async function moveAside(host: TestHost, from: string): Promise<Done> {
  const to = path.join(path.dirname(foldersOf(host).media), 'planted');
  await rename(from, to);
  return { undo: () => rename(to, from) };
}

async function changeMedia({ host }: RunFacts): Promise<Done> {
  const file = mediaFile(host);
  const content = await readFile(file);
  await writeFile(file, Buffer.concat([content.subarray(0, -1), Buffer.of(0)]));
  return { undo: () => writeFile(file, content) };
}

function oldMediaOf({ host, jobs }: RunFacts): string {
  return path.join(foldersOf(host).media, '.restore-console', shortId(jobs[0] ?? ''), 'old');
}

async function swapMedia(facts: RunFacts): Promise<Done> {
  const live = path.join(foldersOf(facts.host).media, 'events');
  const old = path.join(oldMediaOf(facts), 'events');
  const between = path.join(path.dirname(foldersOf(facts.host).media), 'planted');
  const exchange = async (): Promise<void> => {
    await rename(live, between);
    await rename(old, live);
    await rename(between, old);
  };
  await exchange();
  return { undo: exchange };
}

function removeOldMedia(facts: RunFacts): Promise<Done> {
  return moveAside(facts.host, path.join(oldMediaOf(facts), 'events', 'poster-0006.jpg'));
}

async function renameOldDatabase(facts: RunFacts): Promise<Done> {
  const { host } = facts;
  const old = await oldDatabase(facts);
  await host.psql(`ALTER DATABASE ${old} RENAME TO planted`, 'postgres');
  return { undo: () => host.psql(`ALTER DATABASE planted RENAME TO ${old}`, 'postgres') };
}

async function leaveContainer(host: TestHost, name: string): Promise<Done> {
  const image = (await host.docker(['inspect', '--format', '{{.Image}}', host.db_container])).trim();
  await host.docker(['create', '--name', name, '--entrypoint', 'sh', image]);
  return { undo: () => host.docker(['rm', '-v', name]) };
}

async function leaveDatabase({ host }: RunFacts): Promise<Done> {
  const name = `${host.database}__rc_new_00000000`;
  await host.psql(`CREATE DATABASE ${name} TEMPLATE template0`, 'postgres');
  return { undo: () => host.psql(`DROP DATABASE ${name}`, 'postgres') };
}

async function leaveRole({ host }: RunFacts): Promise<Done> {
  await host.psql('CREATE ROLE rc_loader_00000000', 'postgres');
  return { undo: () => host.psql('DROP ROLE rc_loader_00000000', 'postgres') };
}

async function leavePart({ host }: RunFacts): Promise<Done> {
  const file = path.join(foldersOf(host).work, 'archives', 'half.tar.gz.part');
  await writeFile(file, 'half');
  return { undo: () => rm(file) };
}

async function leaveSecret({ host, jobs }: RunFacts): Promise<Done> {
  const folder = path.join(foldersOf(host).work, 'jobs', jobs[0] ?? '');
  const file = path.join(folder, 'load.log');
  await copyFile(file, `${file}.kept`);
  await writeFile(file, `${await readFile(file, 'utf8')}\n${host.db_password}\n`);
  return { undo: () => rename(`${file}.kept`, file) };
}

async function stopService({ host }: RunFacts): Promise<Done> {
  await host.docker(['stop', '-t', '3', containerName('celery-beat')]);
  return { undo: () => host.docker(['start', containerName('celery-beat')]) };
}

async function lieInHistory(facts: RunFacts): Promise<Done> {
  const history = facts.history.map((job) =>
    facts.jobs.includes(job.id)
      ? { ...job, status: 'failed' as const, outcome: 'unchanged' as const, error: null }
      : job,
  );
  return { facts: { ...facts, history }, undo: () => Promise.resolve() };
}

/** Plants one harm, has it judged, and undoes it. */
export async function withHarm<T>(
  facts: RunFacts,
  harm: HarmName,
  judge: (facts: RunFacts) => Promise<T>,
): Promise<T> {
  const done = await HARMS[harm].plant(facts);
  try {
    return await judge(done.facts ?? facts);
  } finally {
    await done.undo();
  }
}
