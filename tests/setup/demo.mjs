import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { buildIfStale } from './build.mjs';
import { hasDisplay, openWindow } from './open-window.mjs';
import { run, runForOutput } from './run-command.mjs';
import { say, seconds } from './say.mjs';
import { tool } from './tools.mjs';

/**
 * `npm run demo`: the main job, whole, on a test host of its own: a real sshd, Docker, PostgreSQL and Django
 * application on this machine's loopback. With a display the console is left open on what was done; without one
 * the same is printed. The host stays up so that it can be looked at.
 */
const HOME = join(tmpdir(), 'restore-console-demo');
const INSTANCE = argumentAfter('--instance') ?? 'default';
const END = `npm run -s target -- down${INSTANCE === 'default' ? '' : ` --instance ${INSTANCE}`}`;

async function main() {
  const started = Date.now();
  await bootstrap();
  const host = await startTestHost();
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true, mode: 0o700 });
  const env = { ...process.env, RESTORE_CONSOLE_HOME: HOME };
  await must(env, 'targets', 'add', '--file', host.profile);
  say('\nThe site before:');
  await sayWhatTheSiteHolds(host);
  say('\nThe plan, from read-only probes:');
  await must(env, 'plan', host.archive, '--target', host.target);
  say('\nThe restore:');
  const code = await cli(env, 'restore', host.archive, '--target', host.target, '--confirm', host.target);
  say('\nThe site after:');
  await sayWhatTheSiteHolds(host);
  say(`\n${code === 0 ? 'Done' : `Ended with ${code}`} after ${seconds(Date.now() - started)}.`);
  sayWhereThingsAre(host);
  if (code === 0 && hasDisplay()) {
    await buildIfStale();
    say('\nThe console is open on it; closing it leaves the host up.');
    await openWindow([host.archive], env);
  }
  process.exitCode = code;
}

async function startTestHost() {
  say(
    'Starting a test host (installs docker, sshd and PostgreSQL on a Debian machine; some minutes the first time).',
  );
  const { code, stdout } = await runForOutput(
    tool('tsx', 'tests/target/cli.ts', 'up', '--instance', INSTANCE, '--size', 'small', '--fresh', '--json'),
  );
  if (code !== 0) throw new Error(`The test host did not start (${code}); what it said is above.`);
  return JSON.parse(stdout);
}

/** Asks the application itself, over HTTP, as a visitor would. */
async function sayWhatTheSiteHolds(host) {
  const health = await ask(host.health_url);
  say(`  ${host.health_url} answers ${health}`);
  for (const [email, password] of LOGINS) {
    const status = await ask(`${host.app_url}/login/`, { email, password });
    say(
      `  ${email} with the ${password === 'DakoPass123' ? 'live' : "backup's"} password: ${status === 200 ? 'logs in' : `refused (${status})`}`,
    );
  }
}

/** Accounts of the test host's application; the first password is that of the live data, the second of the backup's. */
const LOGINS = [
  ['admin@tuki.cl', 'DakoPass123'],
  ['admin@tuki.cl', 'GCPPass456'],
];

async function ask(url, body) {
  const request = body
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  try {
    return (await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) })).status;
  } catch (error) {
    return error.message;
  }
}

function sayWhereThingsAre(host) {
  say(`\nLook around:`);
  say(`  the site            ${host.app_url}`);
  say(`  its containers      DOCKER_HOST=${host.docker_host} docker ps`);
  say(`  the jobs            RESTORE_CONSOLE_HOME=${HOME} npm run -s cli -- jobs`);
  say(`  end the test host   ${END}`);
}

function argumentAfter(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function cli(env, ...args) {
  return run(tool('tsx', 'main/cli.ts', ...args), { env });
}

async function must(env, ...args) {
  const code = await cli(env, ...args);
  if (code === 0) return;
  say(`\nThe demo ends here. End the test host: ${END}`);
  process.exit(code);
}

await main();
