import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { shortId } from '../../main/restore/names';
import { jobSchema } from '../../shared/restore/job';
import { leftovers, untilHealthy } from '../support/live-application';
import { Cli, eventsOf, finishedJob, untilPrinted } from '../support/run-cli';
import { testHostForSuite } from '../support/test-host-for-suite';
import { MEDIA_PATH } from '../target/stack/names';

const testHost = testHostForSuite({ instance: 'after', size: 'small' });
const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-after-'));
const cli = new Cli(path.join(folder, 'home'));

const RUNS = `${MEDIA_PATH}/after-runs`;
/** Writes where it ran and as whom, and takes long enough to lose its console in the middle. */
const REBUILD = `import os, socket, time
with open('${RUNS}', 'a') as runs: print(socket.gethostname(), os.environ['POSTGRES_USER'], 'POSTGRES_PASSWORD' in os.environ, file=runs)
print('rebuild begun', flush=True)
time.sleep(20)
print('rebuild ended', flush=True)`;

async function targetWithAfterCommands(): Promise<string> {
  const host = testHost();
  const service = { by: 'name', name: 'backtuki-backend-1' };
  const profile = {
    ...JSON.parse(readFileSync(host.profile, 'utf8')),
    name: 'with-after-commands',
    postCommands: [
      { phase: 'after', service, command: ['python3', '-c', REBUILD] },
      { phase: 'after', service, command: ['python3', '-c', 'raise SystemExit(7)'] },
    ],
  };
  const file = path.join(folder, 'profile.json');
  writeFileSync(file, JSON.stringify(profile));
  const added = await cli.run(['targets', 'add', '--file', file]);
  expect(added.exitCode, added.stderr).toBe(0);
  return profile.name;
}

test('an `after` command runs once in a container of its own, over a console that is killed and another that attaches', async () => {
  const host = testHost();
  const target = await targetWithAfterCommands();
  const run = cli.start(['restore', host.archive, '--target', target, '--confirm', target, '--json']);
  await untilPrinted(run.output, /rebuild begun/);
  run.child.kill('SIGKILL');
  await run.ended;
  const { jobs } = (await cli.json(['jobs', '--limit', '1'])) as { jobs: unknown[] };
  const { id, status } = jobSchema.parse(jobs[0]);
  expect(status).toBe('interrupted');
  const container = `rc-${shortId(id)}-after-1`;
  expect((await leftovers(host)).containers).toContain(container);
  expect((await host.docker(['inspect', '--format', '{{.State.Status}}', container])).trim()).toBe('running');
  const ownName = (await host.docker(['inspect', '--format', '{{.Config.Hostname}}', container])).trim();

  const attached = await cli.run(['attach', id, '--json']);
  expect(attached.exitCode, attached.stdout.slice(-3000) + attached.stderr).toBe(0);
  const job = finishedJob(attached);
  await untilHealthy(host);
  expect(job.status).toBe('completed');
  const said = eventsOf(attached.stdout).flatMap((event) => (event.type === 'log' ? [event.text] : []));
  expect(said).toContain('rebuild ended');

  const runs = await host.docker(['exec', 'backtuki-backend-1', 'cat', RUNS]);
  expect(runs.trim().split('\n')).toEqual([`${ownName} tuki_user True`]);
  // The second one failed, and that undid nothing.
  const failed = job.warnings.filter((warning) => warning.code === 'command-after-failed');
  expect(failed.map((warning) => warning.params)).toEqual([
    expect.objectContaining({ service: 'backtuki-backend-1', exitCode: 7 }),
  ]);
  expect((await leftovers(host)).containers).toEqual([]);
  const jobFolder = path.join(host.user('key').home, '.restore-console', 'jobs', id);
  const files = readdirSync(jobFolder).filter((name) => name.startsWith('after-'));
  expect(files.sort()).toEqual(
    ['begun', 'log', 'status'].flatMap((end) => [`after-1.${end}`, `after-2.${end}`]).sort(),
  );
  for (const name of files)
    expect(readFileSync(path.join(jobFolder, name), 'utf8')).not.toContain(host.db_password);
});
