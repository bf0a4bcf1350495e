import { expect, test } from 'vitest';
import { EXIT } from '../../../main/cli/exit-code';
import { runInProcess } from '../../support/run-in-process';
import { sampleJob } from '../../support/sample-job';
import { stateFolderWith } from '../../support/state-folder';

const uploaded = sampleJob({ status: 'uploaded', target: 'shop-production' });
const completed = sampleJob({ id: 'aaaaaaaa-0000-4000-8000-000000000002', status: 'completed' });
const run = (words: readonly string[]) => runInProcess(stateFolderWith(uploaded, completed).folder, words);
const on = (target: string) => ['--target', target, '--confirm', target];

test.each<[string, readonly string[], string]>([
  ['a status that there is not', ['jobs', '--status', 'nearly'], '--status is one of'],
  [
    'nothing left to restore',
    ['upload', 'a.tar.gz', '--target', 't', '--no-sql', '--no-media'],
    'nothing to do',
  ],
  ['a group that there is not', ['prune', '--target', 't', '--only', 'all'], '--only is one of'],
  [
    'a job of another target',
    ['restore', uploaded.id, ...on('shop-staging')],
    'was uploaded to shop-production',
  ],
  ['the host’s jobs without a target', ['jobs', '--on-host'], '--target'],
])('%s is a usage error that says what is wrong', async (_what, words, said) => {
  const { exitCode, stdout, stderr } = await run(words);
  expect({ exitCode, stdout }).toEqual({ exitCode: EXIT.usage, stdout: '' });
  expect(stderr).toContain('The command is not right [usage]');
  expect(stderr).toContain(said);
});

test.each(['status', 'log', 'cancel', 'report', 'attach'])(
  '%s of a job that there is not ends with 2',
  async (command) => {
    const { exitCode, stderr } = await run([command, 'ffffffff']);
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain('There is no job ffffffff [job-not-found]');
  },
);

test('a job that has run is not restored again: blocked, and nothing was done', async () => {
  const { exitCode, stderr } = await run(['restore', completed.id, ...on('shop-production')]);
  expect(exitCode).toBe(EXIT.blocked);
  expect(stderr).toContain('Its status is completed. Nothing was done.');
  expect(stderr).toContain('[job-not-restorable]');
});

test('no command at all is a usage error that lists what there is', async () => {
  const { exitCode, stderr } = await run([]);
  expect(exitCode).toBe(EXIT.usage);
  expect(stderr).toContain('restore [options] <archive-or-job-id>');
});
