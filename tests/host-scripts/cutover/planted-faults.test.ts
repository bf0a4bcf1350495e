import { afterEach, describe, expect, it } from 'vitest';
import { expectComplete } from '../../support/fake-docker/expect-complete';
import { Rig } from '../../support/fake-docker/rig';

const rigs: Rig[] = [];
afterEach(() => {
  for (const made of rigs.splice(0)) made.remove();
});

/** Killed at the media's forward, half moved; then recovered. */
async function recovered(plant: readonly [string, string] | null): Promise<Rig> {
  const job = new Rig({ shell: 'dash', ...(plant ? { plant } : {}) });
  rigs.push(job);
  job.killAt(14, 'mid');
  await job.run('run');
  expect(job.get('media/state')).toBe('between');
  job.spare();
  await job.run('recover');
  return job;
}

describe('the invariants after a crash', () => {
  it('hold for the script as it is', async () => {
    expectComplete(await recovered(null), 'sound', false);
  });

  it.each([
    ['half-moved media taken for old', ['    old) return 0 ;;', '    old | between) return 0 ;;']],
    ['databases left as they are', ['sql old ||', 'sql state ||']],
    ['services left stopped', ['docker_cli start "$SVC_ID"', 'docker_cli version']],
    ['a lock left behind', ['  rm -f "$@"\n', '  :\n']],
  ] as const)('catch %s', async (_name, plant) => {
    const job = await recovered(plant);
    expect(() => expectComplete(job, 'planted', false)).toThrow();
  });
});
