import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail } from '../../../shared/errors/app-error';
import type { Dump } from '../../../shared/manifest';
import type { DatabaseNames } from '../../restore/ports/database';
import { isLockLost } from '../../restore/ports/lock-lost';
import type { JobPlace, StepIo } from '../../restore/ports/step';
import { databaseFilesystems, watchMounts } from '../filesystems';
import { loaderSecretPath } from '../loader-secret';
import { runHelper } from '../run-helper';
import type { ServerContext } from '../server-context';
import { connectionEnv, controlOptions, pgOptions } from '../session';
import { type CutTarget, cutApplies } from './cut-plan';
import { loadFailure } from './load-failure';
import { LoadLog } from './load-log';
import { LOAD_SCRIPT } from './load-script';
import { loadPieces, sharesIndexes } from './load-stream';
import {
  builderSettings,
  loadJobs,
  loadSettings,
  type ServerStrength,
  serverStrength,
} from './server-strength';

const ARCHIVE_MOUNT = '/archive';
/** Members of pg_dump's directory format as it names them; anything else is not written under that name on a host. */
const MEMBER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * Loads the dump as the loader, in a helper container (the script says how). Called again after a lost connection it
 * goes on with the helper that is there, running or ended: a dump is never loaded twice into one database.
 * Throws `load-failed`, `needs-superuser`, `database-lost`, `disk-reserve-reached`, `helper-vanished`, `cancelled`.
 */
export async function load(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  names: DatabaseNames,
  dump: Dump,
): Promise<{ readonly countedRows: ReadonlyMap<string, number> | null }> {
  const [nonce, strength, { paths }] = await Promise.all([
    startedBefore(context, place).then((begun) => begun ?? writePlan(context, place, names, dump)),
    serverStrength(context),
    databaseFilesystems(context),
  ]);
  const watch = watchMounts(context, paths);
  const log = new LoadLog(nonce, dump, io);
  let done = false;
  try {
    const end = await runHelper(
      context,
      place,
      io,
      {
        step: 'load',
        script: LOAD_SCRIPT,
        args: scriptArguments(names, dump, strength, watch.watched),
        env: await helperEnv(context, place, names, strength, dump.format),
        envFile: loaderSecretPath(place),
        mounts: [...watch.mounts, { source: place.archivePath, target: ARCHIVE_MOUNT, readOnly: true }],
      },
      (line) => log.push(line),
    );
    if (end.exitCode !== 0 || !log.finished) {
      throw loadFailure(context.container.name, names.fresh, dump, end, log);
    }
    done = true;
    return { countedRows: log.countedRows };
  } finally {
    // What was extracted for pg_restore is of no use any more. A helper that goes on without us still needs it.
    const ours = !isLockLost(io.signal);
    if (ours && !done && (io.signal.aborted || log.ended)) await removeExtracted(context, place);
  }
}

async function startedBefore(context: ServerContext, place: JobPlace): Promise<string | null> {
  if (!(await context.host.stat(`${place.jobDir}/load.log`))) return null;
  return (await context.host.readFile(`${place.jobDir}/load.nonce`))?.toString('utf8') ?? null;
}

/** Writes what the script reads: which bytes are the dump's, where each goes, and the word that marks its lines. */
async function writePlan(
  context: ServerContext,
  place: JobPlace,
  names: DatabaseNames,
  dump: Dump,
): Promise<string> {
  const target = await cutTarget(context, names);
  const nonce = randomBytes(16).toString('hex');
  const cuts = dump.cutRanges.filter((range) => cutApplies(range, target));
  const pieces = dump.format === 'plain' ? loadPieces(dump, cuts, sharesIndexes(dump)) : [];
  const dropped = dump.cutEntries.filter((entry) => cutApplies(entry, target)).map((entry) => entry.dumpId);
  const files: Readonly<Record<string, string>> = {
    'load.members': memberLines(dump),
    'load.pieces': pieces.map(({ verb, bytes }) => `${verb} ${bytes}\n`).join(''),
    // Never empty: awk could not tell an empty first file from the second.
    'load.drop': ['0', ...dropped].join('\n').concat('\n'),
    'load.nonce': nonce,
  };
  for (const [name, content] of Object.entries(files)) {
    await context.host.writeFile(`${place.jobDir}/${name}`, content, 0o600);
  }
  return nonce;
}

/** `skip take name` per member, in the order they lie in the archive. */
function memberLines(dump: Dump): string {
  let position = 0;
  let lines = '';
  for (const member of [...dump.members].sort((a, b) => a.offset - b.offset)) {
    const name = member.entry.split('/').at(-1) ?? '';
    if (dump.format === 'directory' && !MEMBER_NAME.test(name)) {
      throw fail('load-failed', { database: '', reason: 'not a file of pg_dump', where: member.entry });
    }
    lines += `${member.offset - position} ${member.bytes} ${dump.format === 'directory' ? name : '-'}\n`;
    position = member.offset + member.bytes;
  }
  return lines;
}

async function cutTarget(context: ServerContext, names: DatabaseNames): Promise<CutTarget> {
  const found = await context.adminJson(
    names.fresh,
    z.object({ settings: z.array(z.string()), schemas: z.array(z.string()) }),
    `SELECT json_build_object('settings', (SELECT json_agg(lower(name)) FROM pg_settings),
       'schemas', (SELECT json_agg(nspname) FROM pg_namespace));`,
  );
  return { knownSettings: new Set(found.settings), schemas: new Set(found.schemas) };
}

function scriptArguments(
  names: DatabaseNames,
  dump: Dump,
  strength: ServerStrength,
  watched: readonly string[],
): readonly string[] {
  const counting = dump.format !== 'plain' && dump.tables.some((table) => table.rows === null);
  return [
    '/job',
    ARCHIVE_MOUNT,
    dump.format,
    dump.layers.join(' '),
    String(dump.bytes),
    String(sharesIndexes(dump) ? strength.jobs : loadJobs(strength, dump.format)),
    strength.clientIsNewer ? 'through-psql' : 'direct',
    counting ? 'yes' : 'no',
    watched.join(' '),
    `dbname='${names.fresh.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`,
  ];
}

/** Names the relation the server copies into or indexes now; both views show the loader its own sessions. */
const NAMER = `SELECT relation FROM (
  SELECT 1 AS place, relid::regclass::text AS relation FROM pg_stat_progress_copy WHERE datname = current_database()
  UNION ALL SELECT 2, index_relid::regclass::text FROM pg_stat_progress_create_index
    WHERE datname = current_database() AND index_relid <> 0) AS now ORDER BY place LIMIT 1`;

async function helperEnv(
  context: ServerContext,
  place: JobPlace,
  names: DatabaseNames,
  strength: ServerStrength,
  format: Dump['format'],
): Promise<Readonly<Record<string, string>>> {
  const access = await context.loader(place, names.loader);
  return {
    ...connectionEnv(access, names.fresh, `rc-${place.short}-load`),
    // The server's default search_path stays: hand-made SQL names nothing with its schema. Everything else a server
    // may set that would stop a long load is off.
    PGOPTIONS: pgOptions({
      ...loadSettings(strength, format),
      statement_timeout: '0',
      lock_timeout: '0',
      idle_in_transaction_session_timeout: '0',
    }),
    RC_CONTROL: controlOptions(false),
    RC_NAMER: NAMER,
    RC_BUILDER: pgOptions(builderSettings(strength)),
  };
}

async function removeExtracted(context: ServerContext, place: JobPlace): Promise<void> {
  await context.docker.removeHelper(`rc-${place.short}-load`);
  await context.host.exec(['rm', '-rf', '--', `${place.jobDir}/load.data`, `${place.jobDir}/load.d`]);
}
