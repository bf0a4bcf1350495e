import { expect, test } from 'vitest';
import {
  builderSettings,
  loadJobs,
  loadSettings,
  strengthOf,
} from '../../../main/postgres/load/server-strength';

const GIGABYTE = 1024 ** 3;
const server = strengthOf({
  cpus: 2,
  memoryLimit: Number.NaN,
  memoryTotal: 8 * GIGABYTE,
  clientMajor: 15,
  serverMajor: 15,
});

test('a plain dump is one session, and its indexes are built by as many workers as the server allows', () => {
  expect(loadJobs(server, 'plain')).toBe(1);
  expect(loadSettings(server, 'plain')).not.toHaveProperty('max_parallel_maintenance_workers');
});

test('a tar archive cannot be shared out either', () => {
  expect(loadJobs(server, 'tar')).toBe(1);
  expect(loadSettings(server, 'tar')).not.toHaveProperty('max_parallel_maintenance_workers');
});

test('sessions that share the CPUs already build each index alone', () => {
  for (const format of ['custom', 'directory'] as const) {
    expect(loadJobs(server, format)).toBe(2);
    expect(loadSettings(server, format)).toMatchObject({ max_parallel_maintenance_workers: '0' });
  }
});

test('a server is asked for no setting that it does not know: it would let nobody in', () => {
  const old = (serverMajor: number) => ({ ...server, serverMajor });
  expect(loadSettings(old(14), 'plain')).toMatchObject({ idle_session_timeout: '0' });
  expect(loadSettings(old(13), 'plain')).not.toHaveProperty('idle_session_timeout');
  expect(builderSettings(old(11))).toEqual({ max_parallel_maintenance_workers: '0' });
  expect(builderSettings(old(10))).toEqual({});
  expect(loadSettings(old(10), 'custom')).not.toHaveProperty('max_parallel_maintenance_workers');
});

test('on one CPU an archive is loaded by one session', () => {
  expect(loadJobs({ ...server, jobs: 1 }, 'custom')).toBe(1);
});

test('what all index builds may take together is an eighth of the memory, whichever limit is the lower', () => {
  expect(server.maintenanceMegabytes).toBe(512);
  const limited = strengthOf({
    cpus: 2,
    memoryLimit: 4 * GIGABYTE,
    memoryTotal: 8 * GIGABYTE,
    clientMajor: 15,
    serverMajor: 15,
  });
  expect(limited.maintenanceMegabytes).toBe(256);
});
