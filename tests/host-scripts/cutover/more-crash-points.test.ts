import { afterEach, describe, expect, it } from 'vitest';
import { expectComplete } from '../../support/fake-docker/expect-complete';
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
const MODES = ['before', 'after', 'mid', 'orphan'] as const;
const EXHAUSTIVE = process.env.RC_CUTOVER_EXHAUSTIVE === '1';

describe('a cutover killed at any other program it calls: file moves, links, flushes, clocks', () => {
  it.each(['before', 'after'] as const)(
    'ends on a complete pair when killed %s',
    async (mode) => {
      // busybox runs its applets without a call of a program: only dash can be killed here.
      const whole = rig({ shell: 'dash' });
      whole.killAtTool(100_000, mode);
      await whole.run('run');
      const total = whole.toolCalls;
      expect(total).toBeGreaterThan(8);
      for (let call = 1; call <= total; call += 1) {
        const job = rig({ shell: 'dash' });
        job.killAtTool(call, mode);
        await job.run('run');
        job.spare();
        const healthy = job.healthy;
        await job.run('recover');
        expectComplete(job, `tool call ${call} ${mode}`, healthy);
        job.remove();
      }
    },
    900_000,
  );
});

describe('a recover that is killed itself', () => {
  const points = [
    ['after the renames', 13, 'after'],
    ['with the media half moved', 14, 'mid'],
    ['before the others were started', 17, 'before'],
  ] as const;

  it.each(points)(
    'is ended by the next one, wherever it dies: first killed %s',
    async (_name, first, how) => {
      const interrupted = async (shell: Shell): Promise<Rig> => {
        const job = rig({ shell });
        job.killAt(first, how);
        expect(await job.run('run')).toBe('SIGKILL');
        job.spare();
        return job;
      };
      const whole = await interrupted('dash');
      whole.killAt(100_000, 'before');
      await whole.run('recover');
      const total = whole.calls;
      expect(total).toBeGreaterThan(6);
      for (let call = 1; call <= total; call += 1) {
        for (const mode of MODES) {
          if (!EXHAUSTIVE && mode !== MODES[call % MODES.length]) continue;
          const job = await interrupted(shells[call % 2] ?? 'dash');
          const healthy = job.healthy;
          job.killAt(call, mode);
          await job.run('recover');
          job.spare();
          await job.run('recover');
          expectComplete(job, `first ${first} ${how}, then ${call} ${mode}`, healthy);
          job.remove();
        }
      }
    },
    900_000,
  );
});
