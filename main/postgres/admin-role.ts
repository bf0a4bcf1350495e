import { fail } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import type { ContainerInfo, Docker } from '../restore/ports/docker';
import {
  type Access,
  connectionEnv,
  controlOptions,
  lastLine,
  PSQL,
  saysServerLost,
  sqlFailure,
  trySql,
} from './session';

const PROBE = 'SELECT rolsuper, current_setting($$port$$) FROM pg_roles WHERE rolname = current_user;';
const ROLE_ENV = ['POSTGRES_USER', 'POSTGRESQL_USERNAME'];
const PASSWORD_ENV = [
  'POSTGRES_PASSWORD',
  'POSTGRESQL_POSTGRES_PASSWORD',
  'POSTGRESQL_PASSWORD',
  'PGPASSWORD',
];
const PASSWORD_FILE_ENV = ['POSTGRES_PASSWORD_FILE', 'POSTGRESQL_PASSWORD_FILE'];
const DEFAULT_PORT = 5432;

/**
 * Finds a superuser that lets us in and proves it by asking the server. `POSTGRES_USER` names it in the official
 * image (where then no role `postgres` exists), but an older volume may say otherwise: so every candidate is tried,
 * over the socket, the loopback address and as the system user `postgres`.
 * Throws `admin-role-refused` with what was tried, `database-lost` when no server answers.
 */
export async function findAdmin(docker: Docker, profile: Profile, container: ContainerInfo): Promise<Access> {
  const secret = await containerPassword(docker, container);
  const port = Number(container.env.PGPORT ?? DEFAULT_PORT) || DEFAULT_PORT;
  const tried: string[] = [];
  for (const role of candidates(profile, container)) {
    for (const way of waysIn(secret)) {
      const access: Access = { ...way, role, port };
      const result = await trySql(docker, container, access, {
        database: profile.database.maintenanceDatabase,
        sql: PROBE,
        application: 'rc-probe',
        readOnly: true,
        timeoutMs: 30_000,
      });
      const [superuser, serverPort] = result.stdout.trim().split('|');
      if (result.exitCode === 0 && superuser === 't') return { ...access, port: Number(serverPort) || port };
      if (result.exitCode === 0) {
        tried.push(`${role}: not a superuser`);
        break;
      }
      const reason = lastLine(result.stderr).replace(/^psql: error: /, '');
      tried.push(`${role} (${wayName(way)}): ${reason}`);
      if (/role ".*" does not exist/.test(reason)) break;
      if (way.host === null && /Error response from daemon|executable file not found/.test(result.stderr)) {
        throw sqlFailure(container, profile.database.maintenanceDatabase, result);
      }
    }
  }
  throw refusal(profile, container, tried);
}

function refusal(profile: Profile, container: ContainerInfo, tried: readonly string[]): Error {
  const evidence = { stderrTail: tried.join('\n') };
  if (tried.length > 0 && tried.every((line) => saysServerLost(line))) {
    return fail('database-lost', { container: container.name, reason: tried[0] ?? '' }, { evidence });
  }
  return fail(
    'admin-role-refused',
    {
      role: profile.database.adminRole ?? candidates(profile, container).join(', '),
      container: container.name,
      reason: tried.join('; '),
    },
    { evidence },
  );
}

/** A role the operator named is the only one: nobody else's rights are used in its stead. */
function candidates(profile: Profile, container: ContainerInfo): readonly string[] {
  if (profile.database.adminRole) return [profile.database.adminRole];
  const fromEnv = ROLE_ENV.flatMap((name) => container.env[name] ?? []);
  return [...new Set([...fromEnv, 'postgres', profile.database.applicationRole])].filter(
    (role) => role !== '',
  );
}

type Way = Pick<Access, 'host' | 'password' | 'passwordSource' | 'systemUser'>;
type Secret = Pick<Access, 'password' | 'passwordSource'>;

const NO_SECRET: Secret = { password: null, passwordSource: null };

/** Without a password first: the socket and the loopback address are trusted in the official image. */
function waysIn(secret: Secret): readonly Way[] {
  const withSecret: readonly Way[] =
    secret.password === null
      ? []
      : [
          { ...secret, host: null, systemUser: null },
          { ...secret, host: '127.0.0.1', systemUser: null },
        ];
  return [
    { ...NO_SECRET, host: null, systemUser: null },
    ...withSecret,
    { ...NO_SECRET, host: '127.0.0.1', systemUser: null },
    { ...NO_SECRET, host: null, systemUser: 'postgres' },
  ];
}

function wayName(way: Way): string {
  if (way.systemUser) return `as system user ${way.systemUser}`;
  return way.host ?? 'socket';
}

/** The superuser's password as the container got it; a `_FILE` variable holds only a path inside the container. */
export async function containerPassword(docker: Docker, container: ContainerInfo): Promise<Secret> {
  for (const name of PASSWORD_ENV) {
    const password = container.env[name];
    if (password) return { password, passwordSource: `"$${name}"` };
  }
  for (const name of PASSWORD_FILE_ENV) {
    const path = container.env[name];
    if (!path) continue;
    const result = await docker.exec(container.id, ['cat', path], { timeoutMs: 30_000 });
    if (result.exitCode !== 0) continue;
    return { password: result.stdout.replace(/\r?\n$/, ''), passwordSource: `"$(cat "$${name}")"` };
  }
  return NO_SECRET;
}

/**
 * Arguments after docker's prefix that run psql as the admin on the maintenance database, SQL on standard input.
 * A password is taken from the container's own environment there, so no argument holds one.
 */
export function adminPsqlArguments(
  access: Access,
  profile: Profile,
  container: ContainerInfo,
): readonly string[] {
  const environment = {
    ...connectionEnv(access, profile.database.maintenanceDatabase, 'rc-admin'),
    PGOPTIONS: controlOptions(false),
  };
  const psql =
    access.passwordSource === null
      ? [...PSQL]
      : ['sh', '-c', `PGPASSWORD=${access.passwordSource} exec "$@"`, 'sh', ...PSQL];
  return [
    ...['exec', '-i'],
    ...(access.systemUser === null ? [] : ['-u', access.systemUser]),
    ...Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    container.id,
    ...psql,
  ];
}
