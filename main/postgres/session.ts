import type { z } from 'zod';
import { fail } from '../../shared/errors/app-error';
import type { ContainerInfo, Docker } from '../restore/ports/docker';
import type { CommandResult } from '../restore/ports/host';

/** Who speaks to the server, and which way. Passwords travel in the environment, never in arguments. */
export interface Access {
  readonly role: string;
  /** Null: the local socket. */
  readonly host: string | null;
  readonly port: number;
  readonly password: string | null;
  /** Shell words that give the password inside the container; null where it is not from there. */
  readonly passwordSource: string | null;
  /** System user inside the container (peer authentication); null: the container's own. */
  readonly systemUser: string | null;
}

export interface SqlRequest {
  readonly database: string;
  readonly sql: string;
  /** Shown in pg_stat_activity. */
  readonly application: string;
  /** True: the session cannot write. */
  readonly readOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/**
 * Settings of every session of ours, given as connection options because those win over what a database or role has
 * set: names are looked up in pg_catalog alone, so that no function or operator of a dump stands in for a built-in
 * one, and values print in one form.
 */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  search_path: 'pg_catalog',
  standard_conforming_strings: 'on',
  client_encoding: 'UTF8',
  client_min_messages: 'warning',
  row_security: 'off',
  statement_timeout: '0',
  lock_timeout: '30000',
  idle_in_transaction_session_timeout: '0',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
};

const DEFAULT_TIMEOUT_MS = 120_000;

/** Settings as PGOPTIONS takes them; a backslash or space in a value is escaped as libpq wants it. */
export function pgOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, (character) => `\\${character}`)}`)
    .join(' ');
}

/** Connection settings for a client, without the password. */
export function connectionEnv(access: Access, database: string, application: string): Record<string, string> {
  return {
    PGUSER: access.role,
    PGDATABASE: database,
    PGPORT: String(access.port),
    PGAPPNAME: application,
    PGCONNECT_TIMEOUT: '15',
    ...(access.host === null ? {} : { PGHOST: access.host }),
  };
}

/** psql as this project always calls it: no start-up file, never a prompt, stop at the first error, rows bare. */
export const PSQL: readonly string[] = ['psql', '-X', '-w', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'];

/** PGOPTIONS of a control session. */
export function controlOptions(readOnly: boolean): string {
  return pgOptions({ ...SESSION_SETTINGS, ...(readOnly ? { default_transaction_read_only: 'on' } : {}) });
}

/** Runs SQL from standard input in the database container; the result as it is, whatever its status. */
export async function trySql(
  docker: Docker,
  container: ContainerInfo,
  access: Access,
  request: SqlRequest,
): Promise<CommandResult> {
  return docker.exec(container.id, [...PSQL, '-f', '-'], {
    stdin: request.sql,
    timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    env: {
      ...connectionEnv(access, request.database, request.application),
      PGOPTIONS: controlOptions(request.readOnly ?? false),
      ...(access.password === null ? {} : { PGPASSWORD: access.password }),
    },
    ...(access.systemUser === null ? {} : { user: access.systemUser }),
    ...(request.signal ? { signal: request.signal } : {}),
  });
}

/**
 * Runs SQL and gives what it printed. Throws `database-lost` where the server is gone, `container-not-running`,
 * else `command-failed` with psql's words: the statement itself is not in the evidence, as it may hold secrets.
 */
export async function runSql(
  docker: Docker,
  container: ContainerInfo,
  access: Access,
  request: SqlRequest,
): Promise<string> {
  const result = await trySql(docker, container, access, request);
  if (result.exitCode === 0) return result.stdout;
  throw sqlFailure(container, request.database, result);
}

/** What a psql that did not end well means. */
export function sqlFailure(container: ContainerInfo, database: string, result: CommandResult): Error {
  const evidence = {
    command: [...PSQL, '-d', database],
    exitCode: result.exitCode,
    signal: result.signal,
    stderrTail: result.stderr.slice(-4000),
  };
  if (/Error response from daemon|is not running/.test(result.stderr)) {
    return fail('container-not-running', { container: container.name, state: 'not running' }, { evidence });
  }
  if (saysServerLost(result.stderr)) {
    return fail(
      'database-lost',
      { container: container.name, reason: lastLine(result.stderr) },
      { evidence },
    );
  }
  return fail('command-failed', { command: 'psql', exitCode: result.exitCode ?? -1 }, { evidence });
}

/** Words by which psql, pg_restore and pg_dump tell that the server ended under them, not that a statement was wrong. */
export function saysServerLost(text: string): boolean {
  return /server closed the connection unexpectedly|terminating connection|the database system is (starting up|shutting down|in recovery mode|not (yet )?accepting connections)|connection to server .* failed: (Connection refused|No such file)|could not connect to server|SSL connection has been closed unexpectedly|no connection to the server|connection not open|connection pointer is NULL/i.test(
    text,
  );
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

/** Parses what one `SELECT … json` printed. Throws `command-failed` when it is not the shape asked for. */
export function parseJson<T>(schema: z.ZodType<T>, output: string): T {
  const text = output.trim();
  const parsed = schema.safeParse(text === '' ? null : safeJson(text));
  if (parsed.success) return parsed.data;
  throw fail(
    'command-failed',
    { command: 'psql', exitCode: 0 },
    { evidence: { stderrTail: parsed.error.message.slice(0, 1000) } },
  );
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
