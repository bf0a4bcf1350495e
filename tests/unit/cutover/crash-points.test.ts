import { afterEach, describe, expect, it } from 'vitest';
import { Rig, type RigOptions, SHELLS, type Shell } from '../../support/fake-docker/rig';

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

function expectComplete(it: Rig, where: string, healthy: boolean): void {
  const services = { backend: 'true', worker: 'true', beat: String(it.beatRan) };
  const first = it.options.database === 'first';
  const untouched = it.options.database === 'none';
  const old = {
    live: first ? { name: null, open: null } : { name: 'live', open: 't' },
    fresh: { name: untouched ? 'live' : 'fresh' },
    media: it.options.media === false ? it.picture().media : 'old',
    services,
    database: 'true',
  };
  const fresh = {
    ...old,
    live: first ? old.live : untouched ? old.live : { name: 'old', open: 'f' },
    fresh: { name: 'live' },
    media: it.options.media === false ? it.picture().media : 'new',
  };
  expect({ where, ...it.picture() }).toEqual({ where, ...(healthy ? fresh : old) });
  expect({ where, violations: it.violations, left: it.leftovers() }).toEqual({
    where,
    violations: '',
    left: [],
  });
  expect({ where, status: it.status.split(' ')[0] }).toEqual({
    where,
    status: healthy
      ? 'completed'
      : it.journal.some((e) => e.action === 'stop' && e.state === 'begin')
        ? 'reversed'
        : 'not-begun',
  });
}

const SCENARIOS: Record<string, Omit<RigOptions, 'shell'> & { prepare?: (it: Rig) => void }> = {
  'database, media and a before-start command': { command: true },
  'a site that is not healthy on the new data': { prepare: (it) => it.set('unhealthy-new') },
  'a first restore': { database: 'first', beatRan: false },
  'media alone': { database: 'none' },
  'the database alone': { media: false, health: 'command' },
};

describe.each(Object.entries(SCENARIOS))('a cutover killed at any docker call: %s', (_name, scenario) => {
  for (const mode of ['before', 'after', 'orphan', 'mid'] as const) {
    it(`ends on a complete pair when killed ${mode}`, async () => {
      const { prepare, ...options } = scenario;
      const whole = rig({ ...options, shell: 'dash' });
      prepare?.(whole);
      await whole.run('run');
      const total = whole.calls;
      expect(total).toBeGreaterThan(10);
      for (let call = 1; call <= total; call += 1) {
        for (const shell of EXHAUSTIVE ? shells : [shells[call % 2] ?? 'dash']) {
          const it = rig({ ...options, shell });
          prepare?.(it);
          it.killAt(call, mode);
          const ended = await it.run('run');
          const where = `${shell}, call ${call} ${mode}: ${(it.get('calls.log') ?? '').split('\n').at(-1)}`;
          if (mode !== 'mid') expect({ where, ended }).toEqual({ where, ended: 'SIGKILL' });
          it.spare();
          const healthy = it.healthy;
          await it.run('recover');
          expectComplete(it, where, healthy);
          it.remove();
        }
      }
    }, 300_000);
  }
});
