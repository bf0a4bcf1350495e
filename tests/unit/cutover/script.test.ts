import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { CUTOVER_SCRIPT } from '../../../main/restore/cutover/script/cutover-script';
import { Rig, type RigOptions, SHELLS, type Shell } from '../../support/fake-docker/rig';

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

const OLD = {
  live: { name: 'live', open: 't' },
  fresh: { name: 'fresh' },
  media: 'old',
  services: { backend: 'true', worker: 'true', beat: 'true' },
  database: 'true',
};
const NEW = { ...OLD, live: { name: 'old', open: 'f' }, fresh: { name: 'live' }, media: 'new' };

describe.each(shells)('the cutover script under %s', (shell) => {
  it('has no syntax error', () => {
    const [program, ...args] = SHELLS[shell];
    expect(spawnSync(program, [...args, '-n'], { input: CUTOVER_SCRIPT, encoding: 'utf8' }).stderr).toBe('');
  });

  it('goes forward to the new pair, starts what ran and leaves nothing behind', async () => {
    const it = rig({ shell, command: true });
    expect(await it.run('run')).toBe('0');
    expect(it.status).toBe('completed');
    expect(it.picture()).toEqual(NEW);
    expect(it.leftovers()).toEqual([]);
    expect(it.violations).toBe('');
  });
});
