import { Command, InvalidArgumentError, Option } from 'commander';
import { CANNOT_RUN_HERE, CannotRunHere } from '../target/machine/apt';
import { attempt } from '../target/machine/run';
import { SIZES, type Size } from '../target/stack/seed';
import { bringUpTestHost } from '../target/test-host';
import { HARM_NAMES, type HarmName } from './plant';
import { readRecords } from './record';
import { runSeries } from './series';
import { summaryOf } from './summary';

interface Options {
  readonly runs: number;
  readonly seed: string;
  readonly only?: readonly number[];
  readonly from: number;
  readonly size: Size;
  readonly instance: string;
  readonly keep?: true;
  readonly plant?: HarmName;
  readonly sum?: readonly string[];
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('a whole number, please');
  return number;
}

/** `npm run test:chaos`: restores with faults on a real host, one after another, each judged by its invariants. */
const program = new Command('chaos')
  .description('Restores with faults drawn from a seed; after each, everything that must hold is checked.')
  .option('--runs <n>', 'how many runs', count, 20)
  .option('--seed <words>', 'what the runs are drawn from', '1')
  .option('--only <i>', 'run i of the seed alone, or several: 3,17', (text) => text.split(',').map(count))
  .option('--from <i>', 'begins with run i: a stopped series goes on', count, 0)
  .addOption(new Option('--size <size>', 'how much data').choices(SIZES).default('small'))
  .option('--instance <name>', 'which test host', 'chaos')
  .option('--keep', 'leaves the test host up')
  .addOption(
    new Option('--plant <harm>', 'does harm after each run: each must be reported').choices(HARM_NAMES),
  )
  .option('--sum <files...>', 'sums up what earlier series recorded, and runs nothing')
  .action(chaos);

async function chaos(options: Options): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (options.sum) {
    const records = (await Promise.all(options.sum.map(readRecords))).flat();
    return summaryOf(records).forEach(say);
  }
  const host = await bringUpTestHost({ instance: options.instance, size: options.size });
  const indexes =
    options.only === undefined
      ? Array.from({ length: options.runs }, (_, offset) => options.from + offset)
      : options.only;
  try {
    const records = await runSeries(host, {
      seed: options.seed,
      indexes,
      planted: options.plant ?? null,
      commit: await commitHere(),
      say,
    });
    process.exitCode = records.every(({ violations }) => violations.length === 0) ? 0 : 1;
  } finally {
    if (!options.keep) await host.down();
  }
}

/** The commit of the code under test; empty outside a repository. */
async function commitHere(): Promise<string> {
  const asked = await attempt(['git', '-C', __dirname, 'describe', '--always', '--dirty']);
  return asked.code === 0 ? asked.stdout.trim() : '';
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = error instanceof CannotRunHere ? CANNOT_RUN_HERE : 1;
});
