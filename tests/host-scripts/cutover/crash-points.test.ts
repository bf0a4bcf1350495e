import { afterEach, describe, expect, it } from 'vitest';
import { expectComplete } from '../../support/fake-docker/expect-complete';
import { Rig } from '../../support/fake-docker/rig';
import { type RigOptions, SHELLS, type Shell } from '../../support/fake-docker/rig-spec';

/*
 * The proof of the cutover: its script is killed (-9) at every docker call, before and after the call's effect, in the
 * middle of moving media, and with the effect coming only after the death; then `recover` is run. Whatever the point,
 * a complete pair is live, services are as they were, nothing is left behind.
 */

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
/** All points under both shells; else each point under one of the two in turn. */
const EXHAUSTIVE = process.env.RC_CUTOVER_EXHAUSTIVE === '1';

const SCENARIOS: Record<string, Omit<RigOptions, 'shell'> & { prepare?: (it: Rig) => void }> = {
  'database, media and a before-start command': { command: true },
  'a site that is not healthy on the new data': {
    unsteady: true,
    prepare: (it) => it.set('unhealthy-new'),
  },
  'a first restore': { database: 'first', beatRan: false },
  'media alone': { database: 'none' },
  'the database alone': { media: false, health: 'command' },
};

const MODES = ['before', 'after', 'orphan'] as const;

/** Where and how to kill: every call in every way, or each call in one way, another one in each scenario. */
function points(
  calls: readonly string[],
  scenario: number,
): { call: number; mode: (typeof MODES)[number] | 'mid' }[] {
  return calls.flatMap((line, index) => {
    const call = index + 1;
    const rotating = MODES[(index + scenario) % MODES.length] ?? 'after';
    const modes = EXHAUSTIVE ? MODES : [rotating];
    const mid = /media-swap\.sh (forward|reverse)/.test(line) ? (['mid'] as const) : [];
    return [...modes, ...mid].map((mode) => ({ call, mode }));
  });
}

describe.each(Object.entries(SCENARIOS).map(([name, scenario], index) => ({ name, scenario, index })))(
  'a cutover killed at any docker call: $name',
  ({ scenario, index }) => {
    it('ends on a complete pair', async () => {
      const { prepare, ...options } = scenario;
      const whole = rig({ ...options, shell: 'dash' });
      prepare?.(whole);
      await whole.run('run');
      const calls = (whole.get('calls.log') ?? '').split('\n');
      expect(calls.length).toBeGreaterThan(10);
      for (const { call, mode } of points(calls, index)) {
        for (const shell of EXHAUSTIVE ? shells : [shells[call % 2] ?? 'dash']) {
          const it = rig({ ...options, shell });
          prepare?.(it);
          it.killAt(call, mode);
          const ended = await it.run('run');
          const where = `${shell}, call ${call} ${mode}: ${(it.get('calls.log') ?? '').split('\n').at(-1)}`;
          // Waiting for health asks as often as time allows: only there the last points may not be reached.
          if (!it.options.unsteady) expect({ where, ended }).toEqual({ where, ended: 'SIGKILL' });
          it.spare();
          const healthy = it.healthy;
          await it.run('recover');
          expectComplete(it, where, healthy);
          it.remove();
        }
      }
    }, 1_200_000);
  },
);
