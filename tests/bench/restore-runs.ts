import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { profileSchema } from '../../shared/profile';
import type { Job } from '../../shared/restore/job';
import { finishedJob } from '../support/run-cli';
import type { TestHost } from '../target/test-host';
import { secondsWithoutService, startProber } from './outside-prober';

const run = promisify(execFile);
const CLI = resolve(__dirname, '../../out/main/cli.js');
const PEER = resolve(__dirname, 'peer/restore.sh');
const OUTPUT = { maxBuffer: 256 * 1024 * 1024 };

/** One restore as seen from outside: seconds from the first word typed to the end, and seconds without service in it. */
export interface Outside {
  readonly total: number;
  readonly down: number;
}

/** The built command line, with a state folder that knows the target and nothing else: the archive is inspected too. */
export async function restoreByConsole(
  host: TestHost,
  options: readonly string[] = [],
): Promise<Outside & { readonly job: Job }> {
  if (!existsSync(CLI)) throw new Error(`${CLI} is not there: run npm run build first`);
  const home = await mkdtemp(join(tmpdir(), 'rc-bench-home-'));
  const cli = (args: readonly string[]) =>
    run(process.execPath, [CLI, ...args], {
      ...OUTPUT,
      env: { ...process.env, RESTORE_CONSOLE_HOME: home },
    });
  try {
    const profile = join(home, 'profile.json');
    await writeFile(profile, await directProfile(host));
    await cli(['targets', 'add', '--file', profile]);
    const words = ['restore', host.archive, '--target', host.target, '--confirm', host.target, '--json'];
    const { stdout, ...outside } = await fromOutside(host, () => cli([...words, ...options]));
    const job = finishedJob({ exitCode: 0, signal: null, stdout, stderr: '' });
    if (job.status !== 'completed') throw new Error(`the restore ended as ${job.status}`);
    return { ...outside, job };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The peer's shell script, on the same connection's port with the same key. */
export async function restoreByScript(host: TestHost): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), 'rc-bench-peer-'));
  const known = join(folder, 'known_hosts');
  const user = host.user('key');
  await writeFile(known, `[${host.host}]:${host.direct_port} ${host.host_key.type} ${host.host_key.key}\n`);
  try {
    const { total, down } = await fromOutside(host, () =>
      run('bash', [
        ...[PEER, host.archive, String(host.direct_port), user.key ?? '', known],
        ...[`${user.name}@${host.host}`, host.docker_host, host.health_url],
      ]),
    );
    return { total, down };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fromOutside(
  host: TestHost,
  work: () => Promise<{ stdout: string }>,
): Promise<Outside & { readonly stdout: string }> {
  const prober = startProber(host.health_url);
  const startedAt = performance.now();
  try {
    const { stdout } = await work();
    const total = (performance.now() - startedAt) / 1000;
    return { total, down: secondsWithoutService(await prober.stop()), stdout };
  } finally {
    await prober.stop();
  }
}

/**
 * The test host's profile past the proxy in front of sshd, which is there for faults and costs time, and with its
 * services in the order discovery proposes: whoever still serves visitors is stopped last.
 */
async function directProfile(host: TestHost): Promise<string> {
  const {
    host: hop,
    services,
    ...rest
  } = profileSchema.parse(JSON.parse(await readFile(host.profile, 'utf8')));
  const backendLast = [...services].sort(
    (a, b) => Number(a.role === 'backend') - Number(b.role === 'backend'),
  );
  return JSON.stringify({ ...rest, host: { ...hop, port: host.direct_port }, services: backendLast });
}
