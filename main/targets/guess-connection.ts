import type { ContainerInfo } from '../restore/ports/docker';

/** Which database the application uses, and as whom, as far as its environment tells. Passwords are not read. */
export interface GuessedConnection {
  readonly database: string | null;
  readonly role: string | null;
}

const DATABASE_NAMES = ['POSTGRES_DB', 'DB_NAME', 'DATABASE_NAME', 'PGDATABASE', 'SQL_DATABASE'];
const ROLE_NAMES = ['POSTGRES_USER', 'DB_USER', 'DATABASE_USER', 'PGUSER', 'SQL_USER'];

/** The application's own environment first, then the database container's. */
export function guessConnection(containers: readonly ContainerInfo[]): GuessedConnection {
  let database: string | null = null;
  let role: string | null = null;
  for (const { env } of containers) {
    const url = readUrl(env.DATABASE_URL);
    database ??= url.database ?? firstOf(env, DATABASE_NAMES);
    role ??= url.role ?? firstOf(env, ROLE_NAMES);
  }
  return { database, role };
}

function readUrl(text: string | undefined): GuessedConnection {
  const match = /^(?:postgres(?:ql)?|postgis)(?:\+\w+)?:\/\/([^:@/]*)(?::[^@]*)?@[^/]*\/([^?]+)/.exec(
    text ?? '',
  );
  return { role: decode(match?.[1]), database: decode(match?.[2]) };
}

function decode(part: string | undefined): string | null {
  if (!part) return null;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function firstOf(env: ContainerInfo['env'], names: readonly string[]): string | null {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? null;
}
