import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatabaseServer } from '../../../main/restore/ports/database';
import type { Docker } from '../../../main/restore/ports/docker';
import type { TargetSession } from '../../../main/restore/target-session';
import { listHoldings } from '../../../main/targets/holdings';
import { fail } from '../../../shared/errors/app-error';
import { createLocalHost } from '../../support/local-host';
import { sampleContainer, sampleDatabaseFacts } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';

const JOB = '1f2e3d4c-0000-4000-8000-000000000000';

function sessionAt(workDirectory: string, names: readonly string[] | null): TargetSession {
  const databases = (names ?? []).map((name, index) => ({
    name,
    oid: index,
    allowConnections: true,
    bytes: 5,
  }));
  const database = { probe: async () => sampleDatabaseFacts({ databases }) } as unknown as DatabaseServer;
  return {
    profile: sampleProfile(),
    host: createLocalHost(),
    docker: {} as Docker,
    workDirectory: async () => workDirectory,
    parts: async () => {
      if (names === null) throw fail('docker-not-running', { host: 'h' });
      const unused = async () => Promise.reject(new Error('not expected in this test'));
      const cutover = { run: unused, recover: unused };
      return {
        container: sampleContainer('db'),
        helperImage: 'i',
        database,
        media: null,
        cutover,
        services: [],
      };
    },
    close: async () => {},
  };
}

describe('what a target holds of ours', () => {
  it('is nothing before the first run', async () => {
    expect(await listHoldings(sessionAt(join(temporaryFolder(), 'none'), []))).toEqual([]);
  });

  it('lists archives, parts, safety backups, job folders and old databases with sizes', async () => {
    const folder = temporaryFolder();
    for (const name of ['archives', 'safety-backups', `jobs/${JOB}`])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'archives/abc.tar.gz'), '12345');
    writeFileSync(join(folder, 'archives/def.part'), '123');
    writeFileSync(join(folder, 'safety-backups/x.dump'), '1');
    const databases = ['shop', 'shop__rc_old_1f2e3d4c', 'shop__rc_new_1f2e3d4c', 'other__rc_old_1f2e3d4c'];
    const holdings = await listHoldings(sessionAt(folder, databases));
    expect(
      holdings.map(({ kind, name, bytes, jobId }) => [
        kind,
        name,
        kind === 'job-folder' ? Number(bytes) >= 0 : bytes,
        jobId,
      ]),
    ).toEqual([
      ['archive', 'abc.tar.gz', 5, null],
      ['upload-part', 'def.part', 3, null],
      ['safety-backup', 'x.dump', 1, null],
      ['job-folder', JOB, true, JOB],
      ['old-database', 'shop__rc_old_1f2e3d4c', 5, JOB],
    ]);
  });

  it('still lists the files when Docker does not answer', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'archives'));
    writeFileSync(join(folder, 'archives/abc.tar.gz'), '12345');
    expect(await listHoldings(sessionAt(folder, null))).toHaveLength(1);
  });
});
