import type { TestHost } from '../target/test-host';
import { liveMedia } from './media-tree';

/** What a visitor and an auditor would find: enough to tell one pair from another, and a whole one from a broken one. */
export interface ApplicationPicture {
  readonly oid: string;
  readonly events: string;
  readonly users: string;
  readonly media: ReadonlyMap<string, string>;
  readonly services: string;
}

/** Reads the live pair by SQL and digests, past everything the console says of it. Tables the worker writes are left out. */
export async function pictureOf(host: TestHost): Promise<ApplicationPicture> {
  return {
    oid: (
      await host.psql(`SELECT oid FROM pg_database WHERE datname = '${host.database}'`, 'postgres')
    ).trim(),
    events: (
      await host.psql(
        'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM events_event t',
        host.database,
      )
    ).trim(),
    users: (
      await host.psql(
        "SELECT string_agg(email || ' ' || is_superuser, ',' ORDER BY email) FROM users_user WHERE email NOT LIKE 'bulk%'",
        host.database,
      )
    ).trim(),
    media: await liveMedia(host),
    services: await runningServices(host),
  };
}

/** Names of the application's containers that run, in order. */
export async function runningServices(host: TestHost): Promise<string> {
  const names = await host.docker([
    'ps',
    '--filter',
    'label=com.docker.compose.project=backtuki',
    '--format',
    '{{.Names}}',
  ]);
  return names
    .split('\n')
    .filter((name) => name !== '')
    .sort()
    .join(' ');
}

/** Everything of ours that lies on the target's engine: helper and lock containers, databases beside the live one. */
export async function leftovers(
  host: TestHost,
): Promise<{ containers: string[]; databases: string[]; roles: string[] }> {
  const lines = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .sort();
  return {
    containers: lines(await host.docker(['ps', '-a', '--format', '{{.Names}}'])).filter(
      (name) => !name.startsWith('backtuki-'),
    ),
    databases: lines(
      await host.psql("SELECT datname FROM pg_database WHERE datname LIKE '%\\_\\_rc\\_%'", 'postgres'),
    ),
    roles: lines(await host.psql("SELECT rolname FROM pg_roles WHERE rolname LIKE 'rc\\_%'", 'postgres')),
  };
}

/** Waits for the health page to answer 200. */
export async function untilHealthy(host: TestHost): Promise<void> {
  const deadline = Date.now() + 300_000;
  while ((await host.health()) !== 200) {
    if (Date.now() > deadline) throw new Error('The application did not become healthy');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
