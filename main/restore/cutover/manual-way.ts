import { manualComment } from '../../../shared/phrases/manual-comments';
import type { CutoverSpec } from '../ports/cutover';
import type { Quote } from './parameters';

/** What a person types when neither pair could be reached. Exact lines, names filled in; `#` lines explain. */
export interface ManualWay {
  readonly toOld: readonly string[];
  readonly toNew: readonly string[];
}

/** Both ways for one cutover. Written into the job folder before it begins. */
export function manualWay(spec: CutoverSpec, dockerPrefix: readonly string[], quote: Quote): ManualWay {
  const line = lineOf(dockerPrefix, quote);
  const start = startLines(spec, line);
  const stop = stopLines(spec, line);
  return {
    toOld: [
      manualComment('to-old'),
      ...stop,
      ...mediaLines(spec, line, 'reverse', quote),
      ...databaseToOld(spec, line),
      ...(spec.putBackByHand ?? start),
    ],
    toNew: [
      manualComment('to-new'),
      ...databaseToNew(spec, line),
      ...mediaLines(spec, line, 'forward', quote),
      ...start,
    ],
  };
}

type Database = NonNullable<CutoverSpec['database']>;
type Line = (...words: readonly string[]) => string;

function lineOf(dockerPrefix: readonly string[], quote: Quote): Line {
  return (...words) => [...dockerPrefix, ...words].map((word) => plain(word, quote)).join(' ');
}

function stopLines(spec: CutoverSpec, line: Line): readonly string[] {
  return ranBefore(spec).map((service) => line('stop', '-t', String(service.graceSeconds), service.name));
}

function startLines(spec: CutoverSpec, line: Line): readonly string[] {
  const ran = ranBefore(spec);
  return [
    ...ran.filter((service) => service.role === 'backend'),
    ...ran.filter((service) => service.role !== 'backend'),
  ].map((service) => line('start', service.name));
}

function ranBefore(spec: CutoverSpec): CutoverSpec['services'] {
  return spec.services.filter((service) => service.wasRunning);
}

function mediaLines(spec: CutoverSpec, line: Line, verb: string, quote: Quote): readonly string[] {
  if (!spec.media) return [];
  const { name, runArgv } = spec.media.mover;
  return [
    manualComment('media'),
    line('rm', '-f', '-v', name),
    runArgv.map((word) => plain(word, quote)).join(' '),
    line('exec', name, 'sh', '/job/media-swap.sh', verb),
  ];
}

/** By the container's name: its id is dead as soon as it is made anew, and by then nobody can ask for it. */
function sqlLine({ containerId, containerName, psqlArgv }: Database, line: Line): (sql: string) => string {
  const psql = psqlArgv.map((word) => (word === containerId ? containerName : word));
  return (sql) => line(...psql, '-c', sql);
}

function databaseToOld(spec: CutoverSpec, line: Line): readonly string[] {
  const { database } = spec;
  if (!database) return [];
  const sql = sqlLine(database, line);
  const { live, fresh, old } = database.names;
  return [
    ...stateLines(spec, line),
    manualComment('only-if-new-live', { fresh: database.freshOid }),
    sql(`ALTER DATABASE ${identifier(live)} WITH ALLOW_CONNECTIONS false`),
    sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = ${database.freshOid}`),
    database.liveOid === null
      ? sql(`ALTER DATABASE ${identifier(live)} RENAME TO ${identifier(fresh)}`)
      : sql(
          `BEGIN; ALTER DATABASE ${identifier(live)} RENAME TO ${identifier(fresh)}; ALTER DATABASE ${identifier(old)} RENAME TO ${identifier(live)}; COMMIT`,
        ),
    ...(database.liveOid === null
      ? []
      : [manualComment('always'), sql(`ALTER DATABASE ${identifier(live)} WITH ALLOW_CONNECTIONS true`)]),
  ];
}

function databaseToNew(spec: CutoverSpec, line: Line): readonly string[] {
  const { database } = spec;
  if (!database) return [];
  return [
    ...stateLines(spec, line),
    manualComment('only-if-new-live', { fresh: database.freshOid }),
    sqlLine(database, line)(`ALTER DATABASE ${identifier(database.names.live)} WITH ALLOW_CONNECTIONS true`),
  ];
}

function stateLines(spec: CutoverSpec, line: Line): readonly string[] {
  const { database } = spec;
  if (!database) return [];
  const oids = [database.liveOid, database.freshOid].filter((oid) => oid !== null);
  return [
    database.liveOid === null
      ? manualComment('which-is-new', { fresh: database.freshOid })
      : manualComment('which-of-both', { old: database.liveOid, fresh: database.freshOid }),
    line('start', database.containerName),
    sqlLine(
      database,
      line,
    )(`SELECT oid, datname, datallowconn FROM pg_database WHERE oid IN (${oids.join(', ')})`),
  ];
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Only what needs quotes gets them: these lines are for reading. */
function plain(word: string, quote: Quote): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quote(word);
}
