import os from 'node:os';
import { parseArgs } from 'node:util';
import { SIZES, type Size } from '../target/stack/seed';
import type { BenchRow } from './bench-row';
import { benchInspect } from './inspect-bench';
import { benchLoad } from './load-bench';
import { benchMemory } from './memory-bench';
import { benchRestore } from './restore-bench';
import { benchUpload } from './upload-bench';
import { benchWindow } from './window-bench';

/** What the restore and load benchmarks are told. */
interface Options {
  readonly sizes: readonly Size[];
  readonly rounds: number;
}

/** `npm run bench [-- name… --size S --rounds N]`: every benchmark, or those named; prints the README's table. */
const BENCHES: Readonly<Record<string, (options: Options) => Promise<readonly BenchRow[]>>> = {
  inspect: () => benchInspect(),
  upload: () => benchUpload(),
  window: () => benchWindow(),
  memory: () => benchMemory(),
  load: ({ sizes, rounds }) => benchLoad(sizes, rounds),
  restore: ({ sizes, rounds }) => benchRestore(sizes, rounds),
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string', multiple: true }, rounds: { type: 'string', default: '3' } },
  });
  const unknown = positionals.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}: ${Object.keys(BENCHES)}`);
  const sizes = SIZES.filter((size) => (values.size ?? ['medium', 'large']).includes(size));
  const options = { sizes, rounds: Math.max(1, Number(values.rounds) || 1) };
  const rows: BenchRow[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await bench(options)));
  }
  process.stdout.write(`${table(rows)}\n`);
  process.exitCode = rows.every((row) => row.met) ? 0 : 1;
}

function table(rows: readonly BenchRow[]): string {
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  const machine = `${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 1e9)} GB, Node ${process.versions.node}`;
  return [
    `${machine}; ${new Date().toISOString().slice(0, 10)}`,
    '',
    '| what | ours | other | result | aim | |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${row.ours} | ${row.other} | ${row.result} | ${row.aim} | ${row.met ? 'met' : 'not met'} |`,
    ),
  ].join('\n');
}

void main();
