import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type LocalPostgres, postgresPrograms, startLocalPostgres } from './local-postgres';
import { openPostgres, type PostgresUnderTest } from './postgres-under-test';

/**
 * One PostgreSQL server for a test file; gives what opens a live database of its own on it, gone after each test.
 * Where no server programs are installed, or not as root, the file's tests are skipped and the reason is printed.
 */
export function localPostgresForSuite(
  options: Parameters<typeof startLocalPostgres>[0] = {},
): (live?: string | null) => Promise<PostgresUnderTest> {
  let server: LocalPostgres | null = null;
  const opened: PostgresUnderTest[] = [];
  const reason =
    postgresPrograms() === null
      ? 'no PostgreSQL server programs are installed (apt-get install postgresql)'
      : process.getuid?.() === 0
        ? null
        : 'only root can start a server as the user postgres';
  beforeAll(async () => {
    if (reason === null) server = await startLocalPostgres(options);
    else console.warn(`Skipped: ${reason}`);
  });
  beforeEach((test) => {
    if (reason !== null) test.skip(reason);
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.cleanUp();
  });
  afterAll(() => server?.stop());
  return async (live) => {
    if (!server) throw new Error(reason ?? 'the server is not up');
    const made = await openPostgres(server, live);
    opened.push(made);
    return made;
  };
}
