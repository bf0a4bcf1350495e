import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Rig } from '../../support/fake-docker/rig';
import { type RigOptions, SHELLS, type Shell } from '../../support/fake-docker/rig-spec';

const rigs: Rig[] = [];
function rig(options: RigOptions): Rig {
  const made = new Rig(options);
  rigs.push(made);
  return made;
}
afterEach(() => {
  for (const made of rigs.splice(0)) made.remove();
});

const shells = Object.keys(SHELLS).filter((name): name is Shell => name in SHELLS);

/** The journal's line still fits its block; of a new file there is the name alone. */
const FULL: RigOptions['plant'] = [
  `printf '%s\\n' "$*" >cutover.status.part`,
  `: >cutover.status.part; printf '%s\\n' "$*" >/dev/full`,
];

describe.each(shells)('a cutover that ends on a full disk under %s', (shell) => {
  it('has its end in the journal alone, and no empty status', async () => {
    const job = rig({ shell, plant: FULL });
    job.set('unhealthy-new');
    await job.run('run');
    expect(existsSync(join(job.jobDir, 'cutover.status'))).toBe(false);
    expect(job.say('state')).toBe('final reversed');
    expect(readdirSync(job.jobDir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is not stopped and reversed again by recover', async () => {
    const job = rig({ shell, plant: FULL });
    job.set('unhealthy-new');
    await job.run('run');
    const { calls } = job;
    await job.run('recover');
    await job.run('recover');
    expect(job.calls).toBe(calls);
    expect(job.say('state')).toBe('final reversed');
    expect(job.leftovers()).toEqual([]);
  });

  it('gets its status with the reason once there is room', async () => {
    const job = rig({ shell, plant: FULL });
    job.set('unhealthy-new');
    await job.run('run');
    job.makeSound();
    await job.run('recover');
    expect(job.status).toMatch(/^reversed health-failed-after health 1 /);
  });

  it('is unfinished while an attempt to end it has not ended', async () => {
    const job = rig({ shell, plant: FULL });
    job.set('unhealthy-new');
    job.set('fail-media-reverse');
    await job.run('run');
    expect(job.say('state')).toBe('final needs-person');
    job.killAt(3, 'after');
    await job.run('recover');
    expect(job.say('state')).toBe('unfinished');
  });
});
