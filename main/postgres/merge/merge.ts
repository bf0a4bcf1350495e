import { z } from 'zod';
import { fail, RestoreConsoleError } from '../../../shared/errors/app-error';
import { noted, phrase } from '../../../shared/phrases/phrase-text';
import type { Administrator } from '../../../shared/restore/job';
import type { AdministratorFacts, DatabaseNames } from '../../restore/ports/database';
import type { JobPlace, StepIo } from '../../restore/ports/step';
import { keptLiveFacts } from '../in-place/live-facts';
import type { ServerContext } from '../server-context';
import { lastLine, parseJson } from '../session';
import { quoteQualified } from '../sql-quote';
import { decideMerge, type MergeDecision } from './decide';
import { freshUsersSchema, freshUsersSql } from './fresh-users';
import {
  administratorRowsSchema,
  administratorsSql,
  type LiveSuperuser,
  nameOf,
  toSuperusers,
} from './live-superusers';
import { type LiveUsers, readLiveUsers } from './live-users';
import { writeMergeRecord } from './merge-record';
import { keyIs, mergeSql, sessionsSql } from './merge-sql';
import { chooseUserTable, USER_TABLES_SQL, type UserTable, userTablesSchema } from './user-table';

const changesSchema = z.array(
  z.object({ schema: z.string(), name: z.string(), inserted: z.number(), deleted: z.number() }),
);

/** The application's superusers as preflight needs them. Several tables that could be it: none is named. */
export async function readAdministrators(
  context: ServerContext,
  database: string,
): Promise<AdministratorFacts> {
  const { users } = await context.adminJson(database, userTablesSchema, USER_TABLES_SQL);
  const chosen = chooseUserTable(users);
  if (chosen.kind !== 'one') return { userTable: null, superusers: [] };
  const { table } = chosen;
  const rows = await context.adminJson(database, administratorRowsSchema, administratorsSql(table));
  return {
    userTable: { schema: table.schema, name: table.name },
    superusers: rows.map(({ email, username, active }) => ({ email: email || username || '?', active })),
  };
}

/**
 * The live superusers into the fresh database (design §7). The live side is read by the admin in a session that cannot
 * write; the fresh side is read and written by the loader alone, for a trigger or a look-alike function of the dump
 * runs with the rights of whoever merges. Hashes go from one psql to the other through this process's memory.
 * Throws `merge-failed`; the transaction is then undone.
 */
export async function mergeAdministrators(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  names: DatabaseNames,
): Promise<readonly Administrator[]> {
  const ask = (sql: string, readOnly: boolean): Promise<string> =>
    context.loaderSql(place, names.loader, names.fresh, sql, {
      readOnly,
      signal: io.signal,
      timeoutMs: 600_000,
    });
  const [tables, users] = await Promise.all([
    ask(USER_TABLES_SQL, true),
    keptLiveFacts(context, place).then((kept) => kept ?? readLiveUsers(context, names.live)),
  ]);
  const fresh = parseJson(userTablesSchema, tables);
  const live = liveOf(users);
  const target = chooseUserTable(fresh.users);
  if (
    live.kind === 'several' ||
    target.kind === 'several' ||
    live.people.length === 0 ||
    target.kind === 'none'
  ) {
    await change(context, place, await ask(sessionsSql(fresh.sessions), false));
    return reportWithout(io, live, target);
  }
  const { table } = target;
  if (table.primaryKey.length !== 1) {
    throw fail('merge-failed', { reason: `${table.schema}.${table.name} has no key of one column` });
  }
  const found = parseJson(freshUsersSchema, await ask(freshUsersSql(table, live.people), true));
  const decision = decideMerge(table, live.people, found);
  const output = await ask(mergeSql(table, decision, fresh.sessions), false).catch((thrown: unknown) => {
    throw asMergeFailure(thrown);
  });
  const keys = insertedKeys(output);
  await change(
    context,
    place,
    output
      .split('\n')
      .filter((line) => line.startsWith('['))
      .join('\n'),
  );
  await proveMerged(decision, keys, table, ask);
  return decision.administrators;
}

type Live =
  | { readonly kind: 'people'; readonly people: readonly LiveSuperuser[] }
  | {
      readonly kind: 'several';
      readonly names: readonly string[];
      readonly people: readonly LiveSuperuser[];
    };

function liveOf({ users, superusers }: LiveUsers): Live {
  const chosen = chooseUserTable(users);
  if (chosen.kind === 'several') return { kind: 'several', names: chosen.names, people: [] };
  if (chosen.kind === 'none') return { kind: 'people', people: [] };
  return { kind: 'people', people: toSuperusers(chosen.table, superusers) };
}

/** Several user tables on a side are reported; without one in the backup there is nobody to keep. */
function reportWithout(
  io: StepIo,
  live: Live,
  target: ReturnType<typeof chooseUserTable>,
): readonly Administrator[] {
  if (live.kind === 'several') {
    return [
      { email: live.names.join(', '), action: 'ambiguous', ...noted([phrase('several-live-user-tables')]) },
    ];
  }
  if (target.kind === 'several') {
    return [
      {
        email: target.names.join(', '),
        action: 'ambiguous',
        ...noted([phrase('several-backup-user-tables')]),
      },
    ];
  }
  if (live.people.length > 0) {
    return live.people.map(({ values }) => ({
      email: nameOf(values),
      action: 'ambiguous',
      ...noted([phrase('no-backup-user-table')]),
    }));
  }
  io.log('info', 'console', 'The live application has no superusers to keep');
  return [];
}

async function change(context: ServerContext, place: JobPlace, output: string): Promise<void> {
  await writeMergeRecord(context, place, { tables: parseJson(changesSchema, output) });
}

/** Keys of the inserted users by their place in the decision. */
function insertedKeys(output: string): ReadonlyMap<number, string> {
  const keys = new Map<number, string>();
  for (const line of output.split('\n')) {
    const match = /^key (\d+) (.+)$/.exec(line);
    if (match?.[1] && match[2]) keys.set(Number(match[1]), match[2]);
  }
  return keys;
}

/** A trigger of the dump may have undone or refused a change without an error: every one is looked up again. */
async function proveMerged(
  decision: MergeDecision,
  keys: ReadonlyMap<number, string>,
  table: UserTable,
  ask: (sql: string, readOnly: boolean) => Promise<string>,
): Promise<void> {
  const wanted = [...decision.promotions.map((promotion) => promotion.key), ...keys.values()];
  if (keys.size !== decision.insertions.length) {
    throw fail('merge-failed', {
      reason: `${decision.insertions.length - keys.size} superusers were not inserted`,
    });
  }
  if (wanted.length === 0) return;
  const where = wanted.map((key) => `(${keyIs(table, key)})`).join(' OR ');
  const count = await ask(
    `SELECT count(*) FROM ${quoteQualified(table.schema, table.name)} WHERE is_superuser AND (${where});`,
    true,
  );
  if (Number(count.trim()) === wanted.length) return;
  throw fail('merge-failed', {
    reason: `${wanted.length} superusers should be in the fresh database, ${count.trim()} are`,
  });
}

function asMergeFailure(thrown: unknown): unknown {
  if (!(thrown instanceof RestoreConsoleError) || thrown.error.code !== 'command-failed') return thrown;
  const said = (thrown.error.evidence?.stderrTail ?? '')
    .split('\n')
    // DETAIL and CONTEXT lines quote the row, and with it the hash.
    .filter((line) => /ERROR|FATAL|CONSTRAINT|HINT/.test(line))
    .join('\n');
  return fail(
    'merge-failed',
    { reason: lastLine(said).replace(/^psql:<stdin>:\d+: /, '') || 'psql-silent' },
    { evidence: { exitCode: thrown.error.evidence?.exitCode ?? null, stderrTail: said } },
  );
}
