import { expect } from 'vitest';
import type { Rig } from './rig';

/**
 * The invariants after an interrupted cutover was ended: a complete old or new pair, by whether health had passed;
 * services as they were; nothing left behind; nothing ever started or swapped on half a pair; the status true.
 */
export function expectComplete(it: Rig, where: string, healthy: boolean): void {
  const services = { backend: 'true', worker: 'true', beat: String(it.beatRan) };
  const first = it.options.database === 'first';
  const untouched = it.options.database === 'none';
  const old = {
    live: first ? { name: null, open: null } : { name: 'live', open: 't' },
    fresh: { name: 'fresh' },
    media: it.options.media === false ? it.picture().media : 'old',
    services,
    database: 'true',
  };
  const fresh = {
    ...old,
    live: first || untouched ? old.live : { name: 'old', open: 'f' },
    fresh: { name: untouched ? 'fresh' : 'live' },
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
