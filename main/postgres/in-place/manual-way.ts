import { manualComment } from '../../../shared/phrases/manual-comments';
import { quoteArgument } from '../../remote/shell-quote';
import type { InPlaceDatabase } from '../../restore/ports/in-place';
import { adminPsqlArguments } from '../admin-role';
import type { ServerContext } from '../server-context';
import { connectionEnv } from '../session';
import { quoteIdentifier, quoteLiteral } from '../sql-quote';

/** See {@link InPlaceDatabase.manualWay}. Passwords come from the container's own environment: no line holds one. */
export async function manualWay(
  context: ServerContext,
  { database, backup, start }: Parameters<InPlaceDatabase['manualWay']>[0],
): Promise<readonly string[]> {
  const line = (...words: readonly string[]): string =>
    [...context.docker.prefix, ...words].map(plain).join(' ');
  // By the container's name: its id is dead as soon as it is made anew.
  const byName = { ...context.container, id: context.container.name };
  const psql = adminPsqlArguments(await context.admin(), context.profile, byName);
  const sql = (text: string): string => line(...psql, '-c', text);
  const { oid, live, held } = database;
  const names = [live, held].map(quoteLiteral).join(', ');
  const rename = sql(`ALTER DATABASE ${quoteIdentifier(held)} RENAME TO ${quoteIdentifier(live)}`);
  return [
    manualComment('held-there', { oid }),
    sql(`SELECT oid, datname, datallowconn FROM pg_database WHERE oid = ${oid} OR datname IN (${names})`),
    manualComment('only-if-held', { oid, held }),
    rename,
    ...(backup === null
      ? []
      : [
          manualComment('from-backup', { oid, bytes: backup.bytes, sha: backup.sha256 }),
          sql(`DROP DATABASE IF EXISTS ${quoteIdentifier(held)}`),
          `${line(...(await restoreArguments(context)))} < ${plain(backup.path)}`,
          rename,
        ]),
    manualComment('always'),
    sql(`ALTER DATABASE ${quoteIdentifier(live)} WITH ALLOW_CONNECTIONS true`),
    ...start.map((name) => line('start', name)),
  ];
}

/** Arguments after the docker prefix that restore a backup from standard input, as the admin. */
async function restoreArguments(context: ServerContext): Promise<readonly string[]> {
  const { maintenanceDatabase } = context.profile.database;
  const admin = await context.admin();
  const restore = ['pg_restore', '-C', '-d', maintenanceDatabase];
  const environment = Object.entries(connectionEnv(admin, maintenanceDatabase, 'rc-by-hand'));
  return [
    ...['exec', '-i', ...(admin.systemUser === null ? [] : ['-u', admin.systemUser])],
    ...environment.flatMap(([name, value]) => (name === 'PGDATABASE' ? [] : ['-e', `${name}=${value}`])),
    context.container.name,
    ...(admin.passwordSource === null
      ? restore
      : ['sh', '-c', `PGPASSWORD=${admin.passwordSource} exec "$@"`, 'sh', ...restore]),
  ];
}

/** Only what needs quotes gets them: these lines are for reading. */
function plain(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : quoteArgument(word);
}
