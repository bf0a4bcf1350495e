import { noted, phrase } from '../../../shared/phrases/phrase-text';
import type { Administrator, VerificationCheck } from '../../../shared/restore/job';
import type { DatabaseNames } from '../../restore/ports/database';
import type { JobPlace } from '../../restore/ports/step';
import { administratorRowsSchema, administratorsSql } from '../merge/live-superusers';
import { chooseUserTable, USER_TABLES_SQL, userTablesSchema } from '../merge/user-table';
import type { ServerContext } from '../server-context';
import { parseJson } from '../session';
import { some } from './row-check';

/** Every administrator the merge kept or inserted is a superuser there; what was ambiguous is not checked and said so. */
export async function checkAdministrators(
  context: ServerContext,
  place: JobPlace,
  names: DatabaseNames,
  merged: readonly Administrator[],
): Promise<readonly VerificationCheck[]> {
  if (merged.length === 0) return [];
  const found = await superusers(context, place, names);
  const owed = merged.filter((person) => person.action !== 'ambiguous').map((person) => person.email);
  const open = merged.filter((person) => person.action === 'ambiguous').map((person) => person.email);
  const missing = owed.filter((email) => !found.has(email.toLowerCase()));
  const notes = [
    ...(missing.length > 0 ? [phrase('not-superuser', { names: some(missing) })] : []),
    ...(open.length > 0 ? [phrase('ambiguous', { names: some(open) })] : []),
  ];
  return [
    {
      name: 'administrators',
      expected: String(owed.length),
      found: String(owed.length - missing.length),
      verdict: missing.length > 0 ? 'mismatch' : open.length > 0 ? 'not-checked' : 'match',
      ...noted(notes),
    },
  ];
}

async function superusers(
  context: ServerContext,
  place: JobPlace,
  names: DatabaseNames,
): Promise<ReadonlySet<string>> {
  const ask = (sql: string): Promise<string> =>
    context.loaderSql(place, names.loader, names.fresh, sql, { readOnly: true });
  const chosen = chooseUserTable(parseJson(userTablesSchema, await ask(USER_TABLES_SQL)).users);
  if (chosen.kind !== 'one') return new Set();
  const rows = parseJson(administratorRowsSchema, await ask(administratorsSql(chosen.table)));
  return new Set(rows.flatMap((row) => [row.email.toLowerCase(), row.username.toLowerCase()]));
}
