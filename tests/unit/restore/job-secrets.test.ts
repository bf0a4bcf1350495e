import { expect, test } from 'vitest';
import { removeJobSecrets } from '../../../main/restore/job-secrets';
import { createLocalHost } from '../../support/local-host';
import { temporaryFolder } from '../../support/temporary-folder';

test('every file with a secret goes from a job folder, and nothing else does', async () => {
  const jobDir = temporaryFolder();
  const host = createLocalHost();
  const secrets = [
    'admin.env',
    'loader.env',
    'cutover-before-start-1.env',
    'cutover-before-start-12.sh',
    'after-1.env',
    'after-12.export.sh',
  ];
  const others = ['cutover.env', 'cutover.sh', 'job.json', 'load.log'];
  for (const name of [...secrets, ...others]) await host.writeFile(`${jobDir}/${name}`, 'x', 0o600);
  const turn = `${jobDir}/rollback-1`;
  await host.makeDirectory(turn, 0o700);
  for (const name of ['admin.env', 'turn.json']) await host.writeFile(`${turn}/${name}`, 'x', 0o600);
  await removeJobSecrets(host, { jobDir });
  await removeJobSecrets(host, { jobDir });
  expect(await host.list(turn)).toEqual(['turn.json']);
  expect([...(await host.list(jobDir))].sort()).toEqual([...others, 'rollback-1'].sort());
});
