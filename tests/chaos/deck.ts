import type { Moments } from './moments';
import { type Random, randomOf } from './random';
import type { Fault, PlannedFault } from './scenario';

/** A kind of fault in a deck: how often it lies there, and how one of it is drawn. */
export interface Card {
  /** As `faultName` gives it. */
  readonly name: string;
  readonly count: number;
  readonly draw: (random: Random, moments: Moments) => PlannedFault;
}

/** What is counted as one kind: variants that come to the product as different faults are told apart. */
export function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'postgres-killed':
      return `${fault.kind} ${fault.what}`;
    case 'disk-full':
      return `${fault.kind} ${fault.place}`;
    case 'unreachable':
    case 'health':
      return `${fault.kind} ${fault.how}`;
    case 'heartbeat-jump':
      return `${fault.kind} ${fault.by}`;
    default:
      return fault.kind;
  }
}

/** Every kind of fault. The counts make a deck of 50: 100 runs see each kind at least as first fault twice. */
export const CARDS: readonly Card[] = [
  card(1, 'none', (_, moments) => moments.anywhere({ kind: 'none' })),
  card(7, 'console-killed', (_, moments) => moments.anywhere({ kind: 'console-killed' })),
  card(4, 'reboot', (_, moments) => moments.anywhere({ kind: 'reboot' })),
  card(3, 'ours-killed', (_, moments) => moments.anywhere({ kind: 'ours-killed' })),
  card(4, 'script-killed', (random, moments) =>
    moments.inCutover({ kind: 'script-killed', consoleToo: random.chance(0.5) }),
  ),
  card(2, 'ssh-cut', (_, moments) => moments.anywhere({ kind: 'ssh-cut' })),
  card(1, 'unreachable refuse', (random, moments) => moments.anywhere(unreachable(random, 'refuse'))),
  card(1, 'unreachable stall', (random, moments) => moments.anywhere(unreachable(random, 'stall'))),
  card(2, 'postgres-killed postmaster', (_, moments) =>
    moments.anywhere({ kind: 'postgres-killed', what: 'postmaster' }),
  ),
  card(2, 'postgres-killed session', (_, moments) =>
    moments.anywhere({ kind: 'postgres-killed', what: 'session' }),
  ),
  card(3, 'dockerd-killed', (random, moments) => {
    const fault: Fault = {
      kind: 'dockerd-killed',
      forMs: random.between(0, 4000),
      consoleToo: random.chance(0.4),
    };
    return random.chance(0.4) ? moments.inStart(fault) : moments.anywhere(fault);
  }),
  card(3, 'helper-killed', (random, moments) =>
    moments.inHelper({ kind: 'helper-killed', how: random.pick(['killed', 'removed'] as const) }),
  ),
  card(3, 'service-killed', (random, moments) =>
    moments.inCutover({ kind: 'service-killed', service: random.between(0, 2) }),
  ),
  card(2, 'disk-full data', (random, moments) => diskFull(random, moments, 'data', [100, 600])),
  card(1, 'disk-full work', (random, moments) => diskFull(random, moments, 'work', [0, 100])),
  card(2, 'stop-ignored', (random, moments) =>
    moments.atCutover({ kind: 'stop-ignored', service: random.between(0, 2) }),
  ),
  card(1, 'health hang', (random, moments) => moments.atCutover(health(random, 'hang'))),
  card(1, 'health bad', (random, moments) => moments.atCutover(health(random, 'bad'))),
  card(2, 'second-restore', (_, moments) => moments.whileLocked({ kind: 'second-restore' })),
  card(1, 'second-recover', (_, moments) => moments.whileLocked({ kind: 'second-recover' })),
  card(2, 'interrupt', (random, moments) =>
    moments.anywhere({ kind: 'interrupt', times: random.pick([1, 2] as const) }),
  ),
  card(1, 'heartbeat-jump restore', (random, moments) =>
    moments.whileLocked(heartbeatJump(random, 'restore')),
  ),
  card(1, 'heartbeat-jump recover', (random, moments) =>
    moments.whileLocked(heartbeatJump(random, 'recover')),
  ),
];

const DECK: readonly Card[] = CARDS.flatMap((each) => Array.from({ length: each.count }, () => each));

/** The card of run `index`: decks are shuffled one after another, each by the seed and its own number. */
export function cardOf(seed: string, index: number): Card {
  const random = randomOf(`${seed}\0deck`, Math.floor(index / DECK.length));
  const left = [...DECK];
  for (let dealt = index % DECK.length; dealt > 0; dealt -= 1) take(random, left);
  return take(random, left);
}

/** Any card, each as likely as it is frequent in a deck. */
export function drawCard(random: Random): Card {
  return random.pick(DECK);
}

function take(random: Random, left: Card[]): Card {
  const taken = random.pick(left);
  left.splice(left.indexOf(taken), 1);
  return taken;
}

function card(count: number, name: string, draw: Card['draw']): Card {
  return { count, name, draw };
}

function unreachable(random: Random, how: 'refuse' | 'stall'): Fault {
  return { kind: 'unreachable', how, forMs: random.between(500, 8000) };
}

function health(random: Random, how: 'hang' | 'bad'): Fault {
  return { kind: 'health', how, forMs: random.between(4000, 20_000) };
}

function heartbeatJump(random: Random, by: 'restore' | 'recover'): Fault {
  return { kind: 'heartbeat-jump', seconds: random.pick([-86_400, -600, 86_400]), by };
}

function diskFull(
  random: Random,
  moments: Moments,
  place: 'data' | 'work',
  leave: readonly number[],
): PlannedFault {
  const forMs = random.between(2000, 8000);
  const fault: Fault = { kind: 'disk-full', place, leaveMegabytes: random.pick(leave), forMs };
  return random.chance(0.5) ? moments.inHelper(fault) : moments.inCutover(fault);
}
