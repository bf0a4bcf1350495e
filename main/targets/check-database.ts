import { foundPhrase } from '../../shared/phrases/phrase-text';
import type { Profile } from '../../shared/profile';
import type { AdministratorFacts, DatabaseFacts } from '../restore/ports/database';
import type { TargetParts } from '../restore/target-session';
import { type ChecklistBuilder, type Finding, failed, ok, warning } from './checklist';

/** Admin role, application role, the live database, and the operator among its superusers. */
export async function checkDatabase(
  list: ChecklistBuilder,
  profile: Profile,
  parts: TargetParts,
): Promise<DatabaseFacts | null> {
  const facts = await list.run('admin-role', ['database-container'], async () => {
    const value = await parts.database.probe();
    return { finding: ok(`${value.adminRole}, PostgreSQL ${value.version}`), value };
  });
  if (!facts) return null;
  list.note('database', judgeDatabase(profile, facts));
  await list.run('operator', ['database'], async () => {
    if (!facts.live) return { finding: ok('–'), value: null };
    const value = await parts.database.administrators(profile.database.name);
    return { finding: judgeOperator(profile.operatorEmail, value), value };
  });
  return facts;
}

function judgeDatabase(profile: Profile, facts: DatabaseFacts): Finding {
  const { name, applicationRole } = profile.database;
  if (!facts.applicationRole.exists) {
    return failed(facts.roles.join(', '), {
      code: 'application-role-missing',
      params: { role: applicationRole },
    });
  }
  if (!facts.live) {
    const names = facts.databases.map((database) => database.name).join(', ');
    return warning(names, { code: 'first-restore', params: { database: name, media: '' } });
  }
  const { userTables, bytes, encoding, collate } = facts.live;
  return ok([foundPhrase('database-there', { name, tables: userTables, bytes, encoding, collate })]);
}

/** Blocks only where a user table with an active superuser exists and the operator is not one of them. */
function judgeOperator(email: string, { userTable, superusers }: AdministratorFacts): Finding {
  if (!userTable) return ok([foundPhrase('no-user-table')]);
  const active = superusers.filter((user) => user.active).map((user) => user.email);
  const table = `${userTable.schema}.${userTable.name}`;
  if (active.some((one) => one.toLowerCase() === email.toLowerCase() && one !== ''))
    return ok(`${email}, ${table}`);
  if (active.length === 0) return ok([foundPhrase('no-active-superuser', { table })]);
  const error = { code: 'operator-not-superuser' as const, params: { email, superusers: active.join(', ') } };
  return failed(active.join(', '), error);
}
