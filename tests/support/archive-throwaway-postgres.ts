import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of its own in a temporary folder, reached by socket only, without fsync. */
export interface ThrowawayPostgres {
  readonly folder: string;
  /** SQL as superuser (or `user`); gives tuples only, unaligned. */
  sql(database: string, sql: string, user?: string): string;
  /** Loads a script as psql would on the host: fails at the first error. */
  load(database: string, user: string, script: Buffer): void;
  tool(name: 'pg_dump' | 'pg_restore', args: readonly string[]): Buffer;
  stop(): void;
}

const VERSIONS = '/usr/lib/postgresql';

/** The folder with server and client programs, or null where none are installed. */
export function postgresBinaries(): string | null {
  if (!existsSync(VERSIONS)) return null;
  const newest = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
  const folders = newest.map((version) => join(VERSIONS, version, 'bin'));
  return (
    folders.find((folder) =>
      ['initdb', 'pg_ctl', 'pg_dump', 'psql'].every((name) => existsSync(join(folder, name))),
    ) ?? null
  );
}

export function startThrowawayPostgres(binaries: string): ThrowawayPostgres {
  const folder = mkdtempSync(join(tmpdir(), 'rc-postgres-'));
  const owner = serverOwner();
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const asServer = (name: string, args: readonly string[]) =>
    execFileSync(join(binaries, name), args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...owner });
  const data = join(folder, 'data');
  asServer('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const options = `-k ${folder} -c listen_addresses='' -c fsync=off -c wal_level=logical`;
  asServer('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
  const client = (name: string, args: readonly string[], input?: Buffer) =>
    execFileSync(join(binaries, name), ['-h', folder, ...args], {
      input: input ?? '',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  return {
    folder,
    sql: (database, sql, user = 'postgres') =>
      client('psql', [
        '-X',
        '-w',
        '-q',
        '-At',
        '-v',
        'ON_ERROR_STOP=1',
        '-U',
        user,
        '-d',
        database,
        '-c',
        sql,
      ])
        .toString()
        .trim(),
    load: (database, user, script) => {
      client(
        'psql',
        ['-X', '-w', '-q', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', database, '-o', '/dev/null'],
        script,
      );
    },
    tool: (name, args) => client(name, ['-U', 'postgres', ...args]),
    stop: () => {
      asServer('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server refuses to run as root; Debian's package brings the user for it. */
function serverOwner(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}
