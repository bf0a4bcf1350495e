import os from 'node:os';
import type { BenchRow } from './bench-row';
import { benchInspect } from './inspect-bench';
import { benchUpload } from './upload-bench';
import { benchWindow } from './window-bench';

/** `npm run bench [-- name…]`: every benchmark, or those named; prints the README's table. */
const BENCHES: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  inspect: () => benchInspect(),
  upload: () => benchUpload(),
  window: () => benchWindow(),
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const rows: BenchRow[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await bench()));
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
