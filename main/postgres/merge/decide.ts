import { noted, type Phrase, phrase } from '../../../shared/phrases/phrase-text';
import type { Administrator } from '../../../shared/restore/job';
import type { Candidate, FreshUsers } from './fresh-users';
import { type LiveSuperuser, nameOf } from './live-superusers';
import { newValues } from './new-values';
import { hasColumn, type UserTable } from './user-table';

/** The user's row in the fresh database keeps the backup's data and gets these rights. */
export interface Promotion {
  readonly key: string;
  readonly staff: boolean;
  readonly active: boolean;
}

/** A superuser the backup does not have. `values` by column of the fresh table; the key is left out where the server makes one. */
export interface Insertion {
  readonly values: ReadonlyMap<string, string | null>;
  readonly groups: LiveSuperuser['groups'];
  readonly permissions: LiveSuperuser['permissions'];
}

export interface MergeDecision {
  readonly promotions: readonly Promotion[];
  readonly insertions: readonly Insertion[];
  readonly administrators: readonly Administrator[];
}

type Match =
  | { readonly kind: 'one'; readonly candidate: Candidate }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly phrase: Phrase };

/**
 * Decides about every live superuser: pure. By e-mail, whatever its case and never an empty one; without an e-mail by
 * user name. A match keeps the backup's row and stays superuser; it also stays staff and active where it was so on the
 * live side, since a superuser who cannot enter is lost. No match is inserted. Two hits are reported, not guessed.
 */
export function decideMerge(
  table: UserTable,
  live: readonly LiveSuperuser[],
  fresh: FreshUsers,
): MergeDecision {
  const promotions = new Map<string, Promotion>();
  const insertions: Insertion[] = [];
  const administrators: Administrator[] = [];
  const usernames = new Set(fresh.usernames);
  live.forEach((person, index) => {
    const email = nameOf(person.values);
    const match = matchOf(
      table,
      person,
      fresh.candidates.filter((each) => each.live === index),
    );
    if (match.kind === 'several') {
      administrators.push({ email, action: 'ambiguous', ...noted([match.phrase]) });
      return;
    }
    if (match.kind === 'one') {
      const { key } = match.candidate;
      const before = promotions.get(key);
      const promotion = promotionOf(person, match.candidate);
      promotions.set(key, {
        key,
        staff: promotion.staff || (before?.staff ?? false),
        active: promotion.active || (before?.active ?? false),
      });
      administrators.push(
        before
          ? { email, action: 'ambiguous', ...noted([phrase('matched-twice')]) }
          : { email, action: 'kept', ...noteOf(match.candidate, promotion) },
      );
      return;
    }
    const made = newValues(table, person, index, fresh, usernames);
    if (made.kind === 'clash') {
      administrators.push({ email, action: 'ambiguous', ...noted([made.phrase]) });
      return;
    }
    const username = made.values.get('username');
    if (username) usernames.add(username);
    insertions.push({ values: made.values, groups: person.groups, permissions: person.permissions });
    administrators.push({ email, action: 'inserted', ...noted(made.notes) });
  });
  return { promotions: [...promotions.values()], insertions, administrators };
}

function matchOf(table: UserTable, person: LiveSuperuser, candidates: readonly Candidate[]): Match {
  const email = person.values.get('email') ?? '';
  if (hasColumn(table, 'email') && email !== '') {
    // A candidate that has only the user name in common is not a match.
    const byEmail = candidates.filter((each) => each.byEmail);
    const [candidate] = byEmail;
    if (!candidate) return { kind: 'none' };
    if (byEmail.length === 1) return { kind: 'one', candidate };
    return { kind: 'several', phrase: phrase('same-email', { count: byEmail.length }) };
  }
  const username = person.values.get('username') ?? '';
  if (username === '') return { kind: 'none' };
  const byName = candidates.filter((each) => each.byName);
  const [candidate] = byName;
  if (!candidate) return { kind: 'none' };
  if (byName.length > 1)
    return { kind: 'several', phrase: phrase('same-username', { count: byName.length }) };
  // With an e-mail of its own it may be somebody else: then both are kept, unless it is a superuser anyway.
  const certain = !hasColumn(table, 'email') || !candidate.email || candidate.superuser;
  return certain ? { kind: 'one', candidate } : { kind: 'none' };
}

function promotionOf(person: LiveSuperuser, candidate: Candidate): Promotion {
  return {
    key: candidate.key,
    staff: candidate.staff === false && person.values.get('is_staff') === 't',
    active: candidate.active === false && person.values.get('is_active') === 't',
  };
}

function noteOf(candidate: Candidate, promotion: Promotion): ReturnType<typeof noted> {
  return noted([
    ...(candidate.superuser ? [] : [phrase('was-no-superuser')]),
    ...(promotion.staff ? [phrase('stays-staff')] : []),
    ...(promotion.active ? [phrase('stays-active')] : []),
  ]);
}
