import { fail } from '../../shared/errors/app-error';
import type { JobPlace } from '../restore/ports/step';
import { containerPassword } from './admin-role';
import type { ServerContext } from './server-context';
import { type Access, lastLine, trySql } from './session';

/** Where the admin's password lies while a helper of the admin's runs: 0600, as the helper's environment file. */
export function adminSecretPath(place: JobPlace): string {
  return `${place.jobDir}/admin.env`;
}

/**
 * Helpers share the container's network, not its socket: the admin has to get in over the loopback address too.
 * Throws `admin-role-refused`.
 */
export async function adminOverLoopback(context: ServerContext): Promise<Access> {
  const admin = await context.admin();
  const secret = await containerPassword(context.docker, context.container);
  const ways: readonly Access[] = [
    { ...admin, host: '127.0.0.1', systemUser: null },
    { ...admin, ...secret, host: '127.0.0.1', systemUser: null },
  ];
  let said = '';
  for (const access of ways) {
    const result = await trySql(context.docker, context.container, access, {
      database: context.profile.database.maintenanceDatabase,
      sql: 'SELECT 1;',
      application: 'rc-probe',
      readOnly: true,
    });
    if (result.exitCode === 0) return access;
    said = result.stderr;
  }
  throw fail(
    'admin-role-refused',
    {
      role: admin.role,
      container: context.container.name,
      reason: `not over 127.0.0.1, where pg_dump and pg_restore connect: ${lastLine(said)}`,
    },
    { evidence: { stderrTail: said.slice(-2000) } },
  );
}
