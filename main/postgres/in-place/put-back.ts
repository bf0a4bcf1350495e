import { fail, toAppError } from '../../../shared/errors/app-error';
import type { InPlaceDatabase } from '../../restore/ports/in-place';
import type { JobPlace, StepIo } from '../../restore/ports/step';
import { adminOverLoopback, adminSecretPath } from '../admin-over-loopback';
import { dropDatabase } from '../drop';
import { databaseFilesystems, watchMounts } from '../filesystems';
import { serverStrength } from '../load/server-strength';
import { clearHelper, runHelper } from '../run-helper';
import type { ServerContext } from '../server-context';
import { connectionEnv, lastLine, pgOptions, saysServerLost } from '../session';
import { quoteLiteral } from '../sql-quote';
import { PUT_BACK_SCRIPT } from './put-back-script';

const STEP = 'put-back';

interface Heard {
  finished: boolean;
  reserve: { readonly mount: string; readonly free: number; readonly reserve: number } | null;
  readonly complaints: string[];
  readonly tail: string[];
}

/** See {@link InPlaceDatabase.putBack}. Always from the start: half a restore cannot be told from a whole one. */
export async function putBack(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  backup: { readonly file: string; readonly name: string },
): ReturnType<InPlaceDatabase['putBack']> {
  await clearHelper(context, place, STEP);
  await dropDatabase(context, backup.name);
  const access = await adminOverLoopback(context);
  const secret = access.password === null ? null : adminSecretPath(place);
  if (secret !== null) await context.host.writeFile(secret, `PGPASSWORD=${access.password}\n`, 0o600);
  const strength = await serverStrength(context);
  const watch = watchMounts(context, (await databaseFilesystems(context)).paths);
  const slash = backup.file.lastIndexOf('/');
  const heard: Heard = { finished: false, reserve: null, complaints: [], tail: [] };
  try {
    const end = await runHelper(
      context,
      place,
      io,
      {
        step: STEP,
        script: PUT_BACK_SCRIPT,
        args: [
          '/backups',
          backup.file.slice(slash + 1),
          String(strength.jobs),
          watch.watched.join(' '),
          connectionString(context.profile.database.maintenanceDatabase),
          connectionString(backup.name),
        ],
        env: {
          ...connectionEnv(
            access,
            context.profile.database.maintenanceDatabase,
            `rc-${place.short}-put-back`,
          ),
          // The database's own settings come back before its rows; none of them may stop these.
          PGOPTIONS: pgOptions({
            default_transaction_read_only: 'off',
            statement_timeout: '0',
            lock_timeout: '0',
            idle_in_transaction_session_timeout: '0',
            synchronous_commit: 'off',
            maintenance_work_mem: `${strength.maintenanceMegabytes}MB`,
          }),
        },
        envFile: secret,
        mounts: [
          ...watch.mounts,
          { source: backup.file.slice(0, slash), target: '/backups', readOnly: true },
        ],
      },
      (line) => hear(heard, io, line),
    );
    if (end.exitCode !== 0 || !heard.finished) {
      await dropHalf(context, backup.name, io);
      throw failure(context, backup.name, end.exitCode, heard);
    }
  } finally {
    if (secret !== null) await context.host.removeFile(secret);
  }
  const oid = await context.adminSql(
    context.profile.database.maintenanceDatabase,
    `SELECT oid FROM pg_database WHERE datname = ${quoteLiteral(backup.name)};`,
    { readOnly: true },
  );
  // pg_restore ends with 1 for a comment it could not set as for a database it could not make.
  if (oid.trim() === '') throw failure(context, backup.name, 1, heard);
  return { oid: Number(oid.trim()), complaints: heard.complaints };
}

/** What was half restored gives its space back, above all where the disk was the reason. */
async function dropHalf(context: ServerContext, name: string, io: StepIo): Promise<void> {
  try {
    await dropDatabase(context, name);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'connection-lost') throw thrown;
    io.log('warning', 'console', `The half restored ${name} is still there: ${error.code}`);
  }
}

function hear(heard: Heard, io: StepIo, line: string): void {
  const [word, free, reserve, ...path] = line.split(' ');
  if (word === 'rc-put-back') heard.finished = true;
  else if (word === 'rc-reserve') {
    heard.reserve = { mount: path.join(' '), free: Number(free) * 1024, reserve: Number(reserve) * 1024 };
  } else if (!line.startsWith('rc-')) {
    heard.tail.push(line);
    if (heard.tail.length > 40) heard.tail.shift();
    const wrong = /\b(ERROR|FATAL|PANIC)\b|error:/.test(line);
    if (wrong && heard.complaints.length < 20) heard.complaints.push(line);
    io.log(wrong ? 'warning' : 'debug', 'host', line);
    const working = /^pg_restore: (processing|creating|executing) (.*)$/.exec(line)?.[2];
    if (working) io.progress(null, null, working);
  }
}

function failure(context: ServerContext, name: string, exitCode: number, heard: Heard): Error {
  const evidence = {
    command: ['pg_restore', '-C'],
    exitCode,
    stderrTail: heard.tail.join('\n').slice(-4000),
  };
  if (heard.reserve) return fail('disk-reserve-reached', { ...heard.reserve }, { evidence });
  const said = heard.tail.join('\n');
  const reason = heard.complaints[0] ?? lastLine(said);
  if (saysServerLost(said)) {
    return fail('database-lost', { container: context.container.name, reason }, { evidence });
  }
  return fail('load-failed', { database: name, reason, where: 'pg_restore -C' }, { evidence });
}

function connectionString(database: string): string {
  return `dbname='${database.replaceAll(/['\\]/g, (character) => `\\${character}`)}'`;
}
