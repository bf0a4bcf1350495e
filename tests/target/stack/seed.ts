import { APPLICATION_IMAGE } from '../images/images';
import { docker } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { applicationEnvironment } from './containers';
import { type AdminChoice, adminRole, containerName, DATABASE, MEDIA_PATH, NETWORK, ROLE } from './names';

export const SIZES = ['small', 'medium', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** `A` is what is live, `B` what the backup holds. */
export type Seed = 'A' | 'B';

/** Database and media volume that one-off commands of the application work on. */
export interface Ground {
  database: string;
  mediaVolume: string;
}

/** Runs a shell script of `manage.py` commands in a container of its own, removed afterwards. */
function manage(paths: InstancePaths, ground: Ground, script: string): Promise<string> {
  return docker(paths, [
    ...['run', '--rm', '--pull', 'never', '--network', NETWORK, '--no-healthcheck'],
    ...applicationEnvironment(),
    ...['--env', `POSTGRES_DB=${ground.database}`, '--volume', `${ground.mediaVolume}:${MEDIA_PATH}`],
    ...[APPLICATION_IMAGE, 'sh', '-ec', script],
  ]);
}

/** Makes tables, rows and media files. `migration` (`events 0003`) stops before the newest: data behind the code. */
export async function seed(
  paths: InstancePaths,
  ground: Ground,
  options: { seed: Seed; size: Size; migration?: readonly string[] },
): Promise<void> {
  // All applications first: `migrate events 0003` alone makes no tables for the others.
  const back = options.migration ? `python3 manage.py migrate -v 0 ${options.migration.join(' ')}` : '';
  await manage(
    paths,
    ground,
    `python3 manage.py migrate -v 0
     ${back}
     python3 manage.py seed --seed ${options.seed} --size ${options.size}`,
  );
}

/** Runs SQL as the superuser inside the database container; returns unaligned rows. */
export function psql(
  paths: InstancePaths,
  admin: AdminChoice,
  sql: string,
  database = DATABASE,
): Promise<string> {
  const options = [
    '-X',
    '-w',
    '-q',
    '-A',
    '-t',
    '-v',
    'ON_ERROR_STOP=1',
    '-U',
    adminRole(admin),
    '-d',
    database,
  ];
  return docker(paths, ['exec', '-i', containerName('db'), 'psql', ...options], sql);
}

/** With a separate superuser the application's role is an ordinary one that owns its database. */
export async function separateRoles(
  paths: InstancePaths,
  admin: AdminChoice,
  password: string,
): Promise<void> {
  if (admin === 'app') return;
  await psql(
    paths,
    admin,
    `CREATE ROLE ${ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${password}';
     ALTER DATABASE ${DATABASE} OWNER TO ${ROLE};`,
  );
}
