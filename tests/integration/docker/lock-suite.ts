import { afterAll, describe, expect, it } from 'vitest';
import { lockName } from '../../../main/docker/lock-container';
import type { DockerUnderTest } from '../../support/docker-under-test';

/** The lock on a real daemon. */
export function describeLock(under: () => DockerUnderTest): void {
  afterAll(async () => {
    const locks = (await under().docker.containers()).filter((each) => each.labels['restore-console.lock']);
    for (const lock of locks) {
      if (lock.labels['restore-console.lock.database']?.includes(under().short)) {
        await under().docker.removeHelper(lock.name);
      }
    }
  });

  function request(database: string, jobId: string, machine = 'laptop') {
    return {
      databaseContainerId: 'a'.repeat(64),
      database: `${database}-${under().short}`,
      image: under().image,
      operator: 'Ana "la jefa" = ops',
      machine,
      jobId,
    };
  }

  describe('the lock on a target', () => {
    it('is taken by exactly one of several consoles at once, and names its holder to the others', async () => {
      const jobs = ['job-1', 'job-2', 'job-3', 'job-4'];
      const outcomes = await Promise.all(jobs.map((job) => under().docker.acquireLock(request('race', job))));
      const winners = jobs.filter((_, i) => outcomes[i]?.kind === 'acquired');
      expect(winners).toHaveLength(1);
      for (const outcome of outcomes.filter((each) => each.kind === 'held')) {
        expect(outcome.owner).toMatchObject({ operator: 'Ana "la jefa" = ops', jobId: winners[0] });
        expect(outcome.owner.since).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        // Not known while the winner's container is made and not yet started.
        expect(outcome.owner.heartbeatAgeSeconds ?? 0).toBeLessThan(60);
      }
    });

    it('is held for the same job on another machine, and stays with the same job on the same one', async () => {
      const mine = request('again', 'job');
      expect(await under().docker.acquireLock(mine)).toMatchObject({ kind: 'acquired' });
      expect(await under().docker.acquireLock(mine)).toMatchObject({ kind: 'acquired' });
      expect(await under().docker.acquireLock(request('again', 'job', 'desktop'))).toMatchObject({
        kind: 'held',
      });
      expect(await under().docker.acquireLock(request('other', 'job-2'))).toMatchObject({ kind: 'acquired' });
    });

    it('is taken over by one of two consoles that find it dead at once, whichever comes first', async () => {
      const dead = request('takeover', 'job', 'gone');
      const { databaseContainerId: id, database } = dead;
      await under().docker.acquireLock(dead);
      const seen = (await under().docker.readLock(id, database))?.containerId ?? '';
      const first = await under().docker.takeOverLock(request('takeover', 'job', 'laptop'), seen);
      const second = await under().docker.takeOverLock(request('takeover', 'job', 'desktop'), seen);
      expect(first).toMatchObject({ kind: 'acquired' });
      expect(second).toMatchObject({ kind: 'held', owner: { machine: 'laptop' } });
      // Whoever was passed over notices, and does not keep the other's lock warm.
      await expect(under().docker.heartbeat(seen)).rejects.toMatchObject({
        error: { code: 'container-missing' },
      });
    });

    it('is released by its own job only', async () => {
      const mine = request('release', 'job');
      const { databaseContainerId: id, database } = mine;
      await under().docker.acquireLock(mine);
      await under().docker.releaseLock(id, database, 'somebody-else');
      expect(await under().docker.readLock(id, database)).toMatchObject({ jobId: 'job' });
      await under().docker.releaseLock(id, database, 'job', 'f'.repeat(64));
      expect(await under().docker.readLock(id, database)).not.toBeNull();
      await under().docker.releaseLock(id, database, 'job');
      await under().docker.releaseLock(id, database, 'job');
      expect(await under().docker.readLock(id, database)).toBeNull();
    });

    it('ages by the host’s clock until it is beaten', async () => {
      const mine = request('beat', 'job');
      const { databaseContainerId: id, database } = mine;
      const taken = await under().docker.acquireLock(mine);
      if (taken.kind !== 'acquired') throw new Error('not acquired');
      const name = lockName(id, database);
      await under().client.run(['exec', name, 'sh', '-c', 'echo $(($(date +%s) - 500)) >/tmp/.rc-heartbeat']);
      expect((await under().docker.readLock(id, database))?.heartbeatAgeSeconds).toBeGreaterThanOrEqual(500);
      await under().docker.heartbeat(taken.containerId);
      expect((await under().docker.readLock(id, database))?.heartbeatAgeSeconds).toBeLessThan(60);
    });

    it('survives docker container prune and still names its holder when it was stopped by hand', async () => {
      const mine = request('prune', 'job');
      const { databaseContainerId: id, database } = mine;
      await under().docker.acquireLock(mine);
      await under().client.run(['container', 'prune', '--force']);
      expect(await under().docker.readLock(id, database)).toMatchObject({ jobId: 'job' });
      await under().client.run(['stop', lockName(id, database)]);
      const stopped = await under().docker.readLock(id, database);
      expect(stopped).toMatchObject({ jobId: 'job', heartbeatAgeSeconds: expect.any(Number) });
      expect(await under().docker.acquireLock(request('prune', 'job-2'))).toMatchObject({ kind: 'held' });
      expect(await under().docker.acquireLock(mine)).toMatchObject({ kind: 'acquired' });
    });
  });
}
