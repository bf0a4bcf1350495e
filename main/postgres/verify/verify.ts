import { randomBytes } from 'node:crypto';
import { fail } from '../../../shared/errors/app-error';
import type { Dump } from '../../../shared/manifest';
import type { Verification, VerificationCheck } from '../../../shared/restore/job';
import type { DatabaseNames, DatabaseServer } from '../../restore/ports/database';
import type { JobPlace, StepIo } from '../../restore/ports/step';
import { readExtensionRows } from '../extension-rows';
import { loaderSecretPath } from '../loader-secret';
import { readMergeRecord } from '../merge/merge-record';
import { tableKey } from '../qualified-name';
import { clearHelper, runHelper } from '../run-helper';
import type { ServerContext } from '../server-context';
import { connectionEnv, controlOptions, saysServerLost } from '../session';
import { quoteIdentifier, quoteQualified } from '../sql-quote';
import { checkAdministrators } from './administrators-check';
import { type Catalogue, readCatalogue } from './catalogue';
import { checkObjects } from './object-checks';
import { checkRows, countedTables } from './row-check';
import { checkSequences, type SequenceState } from './sequence-check';
import { VERIFY_SCRIPT } from './verify-script';

type Expectations = Parameters<DatabaseServer['verify']>[4];

/**
 * Counts every table and compares the rest with what the dump says of itself. All of it as the loader in a session
 * that cannot write, so nothing of the dump runs with more rights; counting in a helper, for it may take long.
 */
export async function verify(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  names: DatabaseNames,
  dump: Dump,
  expectations: Expectations,
): Promise<Verification> {
  const catalogue = await readCatalogue(context, place, names);
  const [counted, administrators, record, extension] = await Promise.all([
    count(context, place, io, names, dump, catalogue),
    checkAdministrators(context, place, names, expectations.merged),
    readMergeRecord(context, place),
    readExtensionRows(context, place),
  ]);
  const rows = checkRows(dump, catalogue, {
    counted: expectations.countedRows,
    extension,
    merged: new Map(record.tables.map((table) => [tableKey(table), table.inserted - table.deleted])),
    found: counted.rows,
  });
  const checks: readonly VerificationCheck[] = [
    ...rows.checks,
    ...checkObjects(dump, catalogue),
    checkSequences(counted.sequences),
    ...administrators,
  ];
  return {
    passed: checks.every((check) => check.verdict !== 'mismatch'),
    checks: [...checks],
    tables: rows.tables,
  };
}

interface Counted {
  readonly rows: ReadonlyMap<string, number>;
  readonly sequences: readonly SequenceState[];
}

async function count(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  names: DatabaseNames,
  dump: Dump,
  catalogue: Catalogue,
): Promise<Counted> {
  const nonce = `rc-${randomBytes(8).toString('hex')}`;
  const tables = countedTables(dump, catalogue);
  const bytes = new Map(catalogue.tables.map((table) => [tableKey(table), table.bytes]));
  const total = tables.reduce((sum, table) => sum + (bytes.get(tableKey(table)) ?? 0), 0);
  await clearHelper(context, place, 'verify');
  await context.host.writeFile(`${place.jobDir}/verify.sql`, statements(nonce, dump, catalogue), 0o600);
  const rows = new Map<string, number>();
  const sequences: SequenceState[] = [];
  let done = 0;
  let finished = false;
  const tail: string[] = [];
  const access = await context.loader(place, names.loader);
  const end = await runHelper(
    context,
    place,
    io,
    {
      step: 'verify',
      script: VERIFY_SCRIPT,
      args: ['/job'],
      env: {
        ...connectionEnv(access, names.fresh, `rc-${place.short}-verify`),
        PGOPTIONS: controlOptions(true),
      },
      envFile: loaderSecretPath(place),
      mounts: [],
    },
    (line) => {
      const [mark, kind, index, ...values] = line.split(' ');
      if (mark !== nonce) {
        tail.push(line);
        io.log('info', 'host', line);
        return;
      }
      const table = kind === 'rows' ? tables[Number(index)] : undefined;
      const sequence = kind === 'sequence' ? catalogue.sequences[Number(index)] : undefined;
      if (table) {
        rows.set(tableKey(table), Number(values[0]));
        done += bytes.get(tableKey(table)) ?? 0;
        io.progress(done, total, `${table.schema}.${table.name}`);
      }
      if (sequence) sequences.push({ ...sequence, largest: values[0] ?? '', next: values[1] ?? '' });
      if (kind === 'done') finished = true;
    },
  );
  if (end.exitCode === 0 && finished && rows.size === tables.length) return { rows, sequences };
  throw countFailure(context, end.exitCode, tail.slice(-40).join('\n') || end.logTail);
}

/** One statement a table, all of one snapshot. Each prints a line that carries the run's word. */
function statements(nonce: string, dump: Dump, catalogue: Catalogue): string {
  const partitioned = new Set(catalogue.tables.filter((table) => table.kind === 'p').map(tableKey));
  const rows = countedTables(dump, catalogue).map((table, index) => {
    const only = partitioned.has(tableKey(table)) ? '' : 'ONLY ';
    return `SELECT '${nonce} rows ${index} ' || count(*) FROM ${only}${quoteQualified(table.schema, table.name)};`;
  });
  const sequences = catalogue.sequences.map(({ schema, name, table, column }, index) => {
    const largest = `(SELECT max(${quoteIdentifier(column)})::bigint FROM ${quoteQualified(table.schema, table.name)})`;
    // The next value it gives, before which every value of the column must lie.
    const next = `(SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM ${quoteQualified(schema, name)})`;
    return `SELECT '${nonce} sequence ${index} ' || coalesce(${largest}::text, '-') || ' ' || ${next};`;
  });
  return [
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;',
    ...rows,
    ...sequences,
    'COMMIT;',
    `SELECT '${nonce} done';\n`,
  ].join('\n');
}

function countFailure(context: ServerContext, exitCode: number, said: string): Error {
  const evidence = { command: ['psql', '-f', 'verify.sql'], exitCode, stderrTail: said.slice(-4000) };
  if (saysServerLost(said)) {
    return fail(
      'database-lost',
      { container: context.container.name, reason: said.slice(-300) },
      { evidence },
    );
  }
  return fail('command-failed', { command: 'psql -f verify.sql', exitCode }, { evidence });
}
