import { expect, test } from 'vitest';
import { endTurn } from '../../../main/restore/rollback/turn-end';
import type { OwnedRun } from '../../../main/restore/run/living-runs';
import type { TargetParts, TargetSession } from '../../../main/restore/target-session';
import type { HealthCheck } from '../../../shared/profile';
import { sampleContainer } from '../../support/sample-facts';
import { sampleJob } from '../../support/sample-job';
import { sampleProfile } from '../../support/sample-profile';

const HEALTH: HealthCheck = { kind: 'http', url: 'http://127.0.0.1:8000/health/', expectStatus: 200 };

/** Ends a rollback whose host script said that all is well; gives what is said of health. */
async function healthAfter(health: HealthCheck | null, backendRuns: boolean, accepted: string | null) {
  const profile = sampleProfile({ health });
  const job = sampleJob({ status: 'restoring' });
  const docker = {
    containers: async () => [],
    resolve: async () => [sampleContainer('web', { running: backendRuns })],
    releaseLock: async () => undefined,
  };
  const host = { readFile: async () => null, list: async () => [], stat: async () => null };
  const session = { docker, host, workDirectory: async () => '/w' } as unknown as TargetSession;
  const parts = { container: sampleContainer('db'), helperImage: 'i', media: null } as unknown as TargetParts;
  const run = {
    recorder: { job },
    holder: { session: async () => session, openSession: () => session },
    lockId: null,
    lockLost: false,
  } as unknown as OwnedRun;
  const clock = { now: () => new Date(0), ticks: () => 0 };
  const turn = { direction: 'back', number: 1 } as never;
  const outcome = {
    kind: 'completed',
    parts: [],
    killed: [],
    healthAccepted: accepted,
    downtimeSeconds: 2,
  } as const;
  const fields = await endTurn(run, { job, profile, clock, turn }, outcome, session, parts);
  expect(fields.status).toBe('rolled_back');
  return fields.verification?.checks.find((check) => check.name === 'health')?.verdict;
}

test.each<[string, string, HealthCheck | null, boolean, string | null]>([
  ['match', 'was asked and well', HEALTH, true, null],
  ['not-checked', 'was let through sick', HEALTH, true, '503'],
  ['not-checked', 'has no check', null, true, null],
  ['not-checked', 'has no backend that runs', HEALTH, false, null],
])('health after a rollback is told as %s where the site %s', async (verdict, _why, ...given) => {
  expect(await healthAfter(...given)).toBe(verdict);
});
