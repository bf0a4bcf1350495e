import type { Job } from '../../shared/restore/job';
import type { Size } from '../target/stack/seed';
import { benchHost, prepareGround } from './bench-ground';
import type { BenchRow } from './bench-row';
import { median } from './median';
import { type Outside, restoreByConsole, restoreByScript } from './restore-runs';

const TOTAL_AIM = 0.85;
const DOWN_AIM = 0.15;
/** Own part of the downtime at large against medium: ten times the data, the same seconds but for noise. */
const FLAT_AIM = 1.5;
/** Parts of a cutover that are neither the application's stop and boot nor its own commands. */
const OWN_PARTS = ['block', 'swap', 'media'];

interface SizeFigures {
  readonly rows: readonly BenchRow[];
  readonly own: number;
}

/**
 * The console by its command line against the peer's script, in alternation on one test host that is put back before
 * every run: the archive is on the host in neither.
 */
export async function benchRestore(sizes: readonly Size[], rounds: number): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const own: number[] = [];
  for (const size of sizes) {
    const figures = await benchSize(size, rounds);
    rows.push(...figures.rows);
    own.push(figures.own);
  }
  const [first, last] = [own[0], own.at(-1)];
  if (sizes.length > 1 && first !== undefined && last !== undefined) {
    rows.push(flatRow(sizes, first, last));
  }
  return rows;
}

async function benchSize(size: Size, rounds: number): Promise<SizeFigures> {
  const { host, leave } = await benchHost(size);
  const ground = await prepareGround(host);
  const ours: (Outside & { readonly job: Job })[] = [];
  const theirs: Outside[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      async () => void ours.push(said(size, 'console', await restoreByConsole(host))),
      async () => void theirs.push(said(size, 'script', await restoreByScript(host))),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
      await ground.putBack();
      await turn();
    }
  }
  await ground.putBack();
  await leave();
  return sizeFigures(size, ours, theirs);
}

function sizeFigures(
  size: Size,
  ours: readonly (Outside & { readonly job: Job })[],
  theirs: readonly Outside[],
): SizeFigures {
  const total = median(ours.map((run) => run.total)) / median(theirs.map((run) => run.total));
  const down = median(ours.map((run) => run.down)) / median(theirs.map((run) => run.down));
  const cutovers = ours.map((run) => cutoverParts(run.job));
  const own = median(cutovers.map((parts) => secondsOf(parts, OWN_PARTS)));
  const seconds = (runs: readonly Outside[], what: keyof Outside) =>
    `${median(runs.map((run) => run[what])).toFixed(1)} s`;
  return {
    own,
    rows: [
      {
        what: `restore, ${size}, from the first word to the end, against a shell script that verifies nothing`,
        ours: seconds(ours, 'total'),
        other: seconds(theirs, 'total'),
        result: total.toFixed(2),
        aim: `at most ${TOTAL_AIM}`,
        met: total <= TOTAL_AIM,
      },
      {
        what: `the same, ${size}, without service (health address asked every 100 ms)`,
        ours: seconds(ours, 'down'),
        other: seconds(theirs, 'down'),
        result: down.toFixed(2),
        aim: size === 'large' ? `at most ${DOWN_AIM}` : '–',
        met: size !== 'large' || down <= DOWN_AIM,
      },
      {
        what: `of it, ${size}: ${cutovers[0] === undefined ? '' : sharesOf(cutovers)}`,
        ours: `own part ${own.toFixed(2)} s`,
        other: '–',
        result: '–',
        aim: '–',
        met: true,
      },
    ],
  };
}

function flatRow(sizes: readonly Size[], first: number, last: number): BenchRow {
  return {
    what: `own part of the time without service, ${sizes.join(' → ')}`,
    ours: `${first.toFixed(2)} s → ${last.toFixed(2)} s`,
    other: '–',
    result: (last / first).toFixed(2),
    aim: `flat: at most ${FLAT_AIM}`,
    met: last / first <= FLAT_AIM,
  };
}

type Parts = ReadonlyMap<string, number>;

function cutoverParts(job: Job): Parts {
  const step = job.steps.find(({ id }) => id === 'cutover');
  return new Map(step?.parts.map((part) => [part.name, part.seconds]));
}

export function secondsOf(parts: Parts, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (parts.get(name) ?? 0), 0);
}

function sharesOf(cutovers: readonly Parts[]): string {
  const middle = (names: readonly string[]) =>
    median(cutovers.map((parts) => secondsOf(parts, names))).toFixed(1);
  return `stop ${middle(['stop'])} s, commands ${middle(['before-start'])} s, start and health ${middle(['start', 'health'])} s`;
}

/** Every run as it ends: a median hides what one run suffered. */
function said<T extends Outside & { readonly job?: Job }>(size: Size, who: string, run: T): T {
  const steps = run.job?.steps.map((step) => `${step.id} ${step.duration_seconds ?? '–'}`).join(', ');
  process.stderr.write(
    `  ${size} ${who}: ${run.total.toFixed(1)} s, without service ${run.down.toFixed(1)} s${steps ? ` (${steps})` : ''}\n`,
  );
  return run;
}
