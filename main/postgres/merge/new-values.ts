import { randomUUID } from 'node:crypto';
import { fail } from '../../../shared/errors/app-error';
import { type Phrase, phrase } from '../../../shared/phrases/phrase-text';
import type { FreshUsers } from './fresh-users';
import { type LiveSuperuser, nameOf } from './live-superusers';
import type { UserColumn, UserTable } from './user-table';

/** Django's limit of a user name. */
const USERNAME_LENGTH = 150;

export type NewValues =
  | {
      readonly kind: 'values';
      readonly values: ReadonlyMap<string, string | null>;
      readonly notes: readonly Phrase[];
    }
  /** Another user of the backup has a value that must be unique. */
  | { readonly kind: 'clash'; readonly phrase: Phrase };

/**
 * The row of a superuser the backup does not have: the columns both sides know, a new key, a free user name, no reference
 * to what is not there. Throws `merge-failed` where a column must have a value and none can be given.
 */
export function newValues(
  table: UserTable,
  person: LiveSuperuser,
  index: number,
  fresh: FreshUsers,
  usernames: ReadonlySet<string>,
): NewValues {
  const taken = fresh.taken.find(
    (each) => each.live === index && each.there && each.column !== 'username' && each.column !== 'email',
  );
  if (taken) {
    return { kind: 'clash', phrase: phrase('value-taken', { column: taken.column }) };
  }
  const values = new Map<string, string | null>();
  const notes: Phrase[] = [];
  const [key] = table.primaryKey;
  if (
    key === undefined ||
    table.primaryKey.length > 1 ||
    table.foreignKeys.some((each) => each.column === key)
  ) {
    throw impossible(person, `the key of ${table.schema}.${table.name} is not a column of its own`);
  }
  for (const column of table.columns) {
    if (column.generated || column.identityAlways) continue;
    if (column.name === key) {
      const own = keyValue(column, person, index, fresh);
      if (own !== undefined) values.set(key, own);
      continue;
    }
    const value = columnValue(table, column, person, index, fresh, notes);
    if (value !== undefined) values.set(column.name, value);
  }
  const username = values.get('username');
  if (username && usernames.has(username)) {
    const free = freeUsername(username, usernames);
    values.set('username', free);
    notes.push(phrase('username-changed', { username, now: free }));
  }
  return { kind: 'values', values, notes };
}

/** Undefined: the server makes the key. A UUID stays the person's own where it is free: other systems may hold it. */
function keyValue(
  column: UserColumn,
  person: LiveSuperuser,
  index: number,
  fresh: FreshUsers,
): string | undefined {
  const old = person.values.get(column.name);
  const there = fresh.keys.some((each) => each.live === index && each.there);
  const isUuid = column.type === 'uuid';
  if (isUuid) return old && !there && /^[0-9a-f-]{36}$/i.test(old) ? old : randomUUID();
  if (column.filled) return undefined;
  if (old && !there) return old;
  throw impossible(person, `the key ${column.name} is not made by the server and the old value is taken`);
}

function columnValue(
  table: UserTable,
  column: UserColumn,
  person: LiveSuperuser,
  index: number,
  fresh: FreshUsers,
  notes: Phrase[],
): string | null | undefined {
  const live = person.values.get(column.name);
  const missing = fresh.references.some(
    (each) => each.live === index && each.column === column.name && !each.there,
  );
  if (live !== undefined && live !== null && !missing) return live;
  if (missing) notes.push(phrase('reference-missing', { column: column.name, value: live ?? '' }));
  if (!column.notNull) return live === undefined ? undefined : null;
  if (column.filled && live === undefined) return undefined;
  const references = table.foreignKeys.some((each) => each.column === column.name);
  const empty = references ? null : emptyValue(column.type);
  if (empty === null) throw impossible(person, `column ${column.name} must have a value and has none`);
  notes.push(phrase('column-emptied', { column: column.name }));
  return empty;
}

/** Django drops a column's default after adding it, so a column the live side lacks needs a value; null for types without an obvious one. */
function emptyValue(type: string): string | null {
  if (type === 'boolean') return 'f';
  if (/^(smallint|integer|bigint|numeric|real|double precision)$/.test(type)) return '0';
  if (/^(text|character varying|character|(.*\.)?citext)$/.test(type)) return '';
  if (/^(timestamp|date|time)/.test(type)) return 'now';
  if (/^jsonb?$/.test(type)) return '{}';
  if (type.endsWith('[]')) return '{}';
  return type === 'uuid' ? randomUUID() : null;
}

function freeUsername(username: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const suffix = attempt === 0 ? '_kept' : `_kept${attempt}`;
    const name = [...username].slice(0, USERNAME_LENGTH - suffix.length).join('') + suffix;
    if (!taken.has(name)) return name;
  }
}

function impossible(person: LiveSuperuser, reason: string): Error {
  return fail('merge-failed', { reason: `${nameOf(person.values)}: ${reason}` });
}
