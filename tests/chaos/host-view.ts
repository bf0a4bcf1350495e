import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { ONE_SHOT_LABEL } from '../../main/docker/one-shot';
import { shortId } from '../../main/restore/names';
import { instancePaths } from '../target/machine/paths';
import { containerName, type ServiceName } from '../target/stack/names';
import type { TestHost } from '../target/test-host';

/** Where on this machine the test host keeps what a run touches: looked at past every part of the console. */
export interface HostFolders {
  readonly media: string;
  readonly work: string;
  /** Below it lie the homes of the host's users: whatever runs there is a session or a script of ours. */
  readonly homes: string;
}

export function foldersOf(host: TestHost): HostFolders {
  const paths = instancePaths(host.instance);
  return {
    media: path.join(paths.dataMount, 'docker', 'volumes', host.media_volume, '_data'),
    work: path.join(host.user('key').home, '.restore-console'),
    homes: paths.homesMount,
  };
}

/** Every container on the engine: name → `running`, `exited`, `created` and so on. */
export async function containerStates(host: TestHost): Promise<ReadonlyMap<string, string>> {
  const listing = await host.docker(['ps', '-a', '--no-trunc', '--format', '{{.Names}} {{.State}}']);
  return new Map(
    linesOf(listing)
      .map((line) => line.split(' '))
      .map(([name = '', state = '']) => [name, state]),
  );
}

/**
 * One-shots whose docker client was killed before it started them, and their volumes. Nothing runs in them; the next
 * lock that is given free takes them along, once they are too old to be just about to start.
 */
export async function halfMade(host: TestHost): Promise<ReadonlySet<string>> {
  const filters = ['--filter', `label=${ONE_SHOT_LABEL}`, '--filter', 'status=created'];
  const names = linesOf(await host.docker(['ps', '-a', ...filters, '--format', '{{.Names}}']));
  if (names.length === 0) return new Set();
  const format = '{{range .Mounts}}{{println .Name}}{{end}}';
  return new Set([...names, ...linesOf(await host.docker(['inspect', '-f', format, ...names]))]);
}

export function serviceName(index: number): string {
  const services: readonly ServiceName[] = ['backend', 'celery-worker', 'celery-beat'];
  return containerName(services[index % services.length] ?? 'backend');
}

/** True for a container the console made: helper, mover, one-off clone or lock. */
export function isOurs(name: string): boolean {
  return !name.startsWith('backtuki-');
}

export async function databasesOf(host: TestHost): Promise<ReadonlyMap<string, number>> {
  const rows = linesOf(await host.psql('SELECT oid, datname FROM pg_database ORDER BY datname', 'postgres'));
  return new Map(rows.map((row) => [row.slice(row.indexOf('|') + 1), Number(row.split('|')[0])]));
}

export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The newest job folder's journal; empty while there is none. */
export async function journalOf(host: TestHost, jobId: string): Promise<string> {
  const folder = path.join(foldersOf(host).work, 'jobs', jobId);
  return readFile(path.join(folder, 'cutover.journal'), 'utf8').catch(() => '');
}

/** Pids of what runs in a home of the host: detached scripts and what they started. */
export async function hostProcesses(host: TestHost): Promise<readonly number[]> {
  const { homes } = foldersOf(host);
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (folder === homes || folder.startsWith(`${homes}/`)) found.push(pid);
  }
  return found;
}

/** All files below a folder, as relative paths with their size. */
export async function filesBelow(folder: string): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, number>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) continue;
    const full = path.join(entry.parentPath, entry.name);
    const found = await stat(full).catch(() => null);
    files.set(path.relative(folder, full), found?.size ?? -1);
  }
  return files;
}

/** Names the console gives to what a job makes. */
export function namesOf(jobId: string): { readonly short: string; readonly fresh: RegExp } {
  const short = shortId(jobId);
  return { short, fresh: new RegExp(`__rc_new_${short}$`) };
}
