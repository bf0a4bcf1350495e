import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { CannotRunHere } from '../target/machine/apt';
import { bringUpTestHost, type TestHost } from '../target/test-host';

const ROOT = resolve(__dirname, '..', '..');

/** Brings up a fresh test host for a spec, or skips the spec with the reason why there can be none here. */
export async function hostForSpec(instance: string, size: 'small' | 'medium' = 'small'): Promise<TestHost> {
  try {
    return await bringUpTestHost({ instance, size, fresh: true });
  } catch (error) {
    test.skip(error instanceof CannotRunHere, error instanceof Error ? error.message : '');
    throw error;
  }
}

/** Adds the host's profile, changed where a test wants it so, to a state folder by the command line, as an operator would. */
export function addTarget(home: string, host: TestHost, change: object = {}): void {
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const profile = join(home, 'profile-of-test.json');
  writeFileSync(
    profile,
    JSON.stringify({ ...Object(JSON.parse(readFileSync(host.profile, 'utf8'))), ...change }),
  );
  const args = [tsx, join(ROOT, 'main', 'cli.ts'), 'targets', 'add', '--file', profile];
  execFileSync(process.execPath, args, {
    env: { ...process.env, RESTORE_CONSOLE_HOME: home },
    stdio: 'pipe',
  });
}

/** SHA-256 by path of every media file the application serves, told by its own container. */
export async function servedMedia(host: TestHost): Promise<ReadonlyMap<string, string>> {
  const list = `cd ${host.media_path} && find . -type f ! -path './.restore-console/*' -print0 | xargs -0 sha256sum -z`;
  const output = await host.docker(['exec', backend(host), 'sh', '-c', list]);
  const lines = output.split('\0').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66).replace(/^\.\//, ''), line.slice(0, 64)]));
}

/** Exact rows of a table of the live database. */
export async function liveRows(host: TestHost, table: string): Promise<number> {
  return Number(await host.psql(`SELECT count(*) FROM ${table}`, host.database));
}

/** Names of the containers that run now. */
export async function runningContainers(host: TestHost): Promise<readonly string[]> {
  return (await host.docker(['ps', '--format', '{{.Names}}'])).split('\n').filter(Boolean).sort();
}

function backend(host: TestHost): string {
  const name = host.services.find((service) => service.includes('backend'));
  if (!name) throw new Error('the test host has no backend');
  return name;
}
