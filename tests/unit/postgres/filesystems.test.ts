import { expect, test } from 'vitest';
import { databaseFilesystems, watchMounts } from '../../../main/postgres/filesystems';
import type { ServerContext } from '../../../main/postgres/server-context';
import { sampleContainer } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';

const DATA = '/var/lib/postgresql/data';

/** A server whose df says `wal` of the WAL folder; volumes as docker names them. */
function server(wal: string, walPath: string): ServerContext {
  const mounts = [
    { type: 'volume' as const, name: 'pg', source: '/x/pg', destination: DATA, readWrite: true },
    { type: 'volume' as const, name: 'wal', source: '/x/wal', destination: '/wal', readWrite: true },
  ];
  const stdout = `/dev/vda 1000000 1 999999 1% ${DATA}\n${DATA}\n${wal}\n${walPath}\n`;
  return {
    profile: sampleProfile(),
    container: sampleContainer('shop-db-1', { mounts }),
    adminSql: async () => `${DATA}\n`,
    docker: { exec: async () => ({ exitCode: 0, signal: null, stdout, stderr: '' }) },
  } as unknown as ServerContext;
}

test('WAL on a filesystem of its own is watched beside the data, with the job folder', async () => {
  const context = server('/dev/vdb 50000 1 49999 1% /wal', '/wal');
  const { data, wal, paths } = await databaseFilesystems(context);
  expect([data.freeBytes, wal?.freeBytes]).toEqual([999_999 * 1024, 49_999 * 1024]);
  const { mounts, watched } = watchMounts(context, paths);
  expect(mounts.map((mount) => [mount.source, mount.target, mount.readOnly])).toEqual([
    ['pg', '/watch/0', true],
    ['wal', '/watch/1', true],
  ]);
  expect(watched).toEqual(['/watch/0', '/watch/1', '/job']);
});

test('WAL beside the data is watched with it; what lies in no mount is in the layer a helper shares', async () => {
  const context = server(`/dev/vda 1000000 1 999999 1% ${DATA}`, `${DATA}/pg_wal`);
  const { wal, paths } = await databaseFilesystems(context);
  expect(wal).toBeNull();
  expect(watchMounts(context, paths).watched).toEqual(['/watch/0', '/job']);
  expect(watchMounts(context, ['/elsewhere']).watched).toEqual(['/', '/job']);
});
