import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { create } from 'tar';
import { inspectArchive } from '../../main/archive/inspect-archive';
import { SMALL_DUMP } from '../support/archive-tar';
import type { BenchRow } from './bench-row';
import { writeMediaArchive, written } from './media-archive';
import { median } from './median';

const run = promisify(execFile);
const ROUNDS = 3;
const TIME_AIM = 0.5;
const MEMORY_AIM = 150 * 1024 * 1024;
const FILES = 1_000_000;

/**
 * Inspection against what one would type: `sha256sum`, `gzip -dc | tar -t` and `gzip -t` of the dumps one after
 * another on the same archive, in alternation. Then the growth of a process that inspects 2 GB in a million files.
 */
export async function benchInspect(megabytes = 400, files = FILES): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rc-bench-'));
  try {
    return [await timeRow(folder, megabytes), await memoryRow(folder, files)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeRow(folder: string, megabytes: number): Promise<BenchRow> {
  const archive = await makeBackup(folder, megabytes);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await seconds(() => inspect(folder, archive)));
    theirs.push(await seconds(() => byShell(folder, archive)));
  }
  const size = statSync(archive).size / 1e6;
  const ratio = median(ours) / median(theirs);
  return {
    what: `inspection of ${size.toFixed(0)} MB, against sha256sum + gzip -dc | tar -t + gzip -t`,
    ours: `${median(ours).toFixed(1)} s (${(size / median(ours)).toFixed(0)} MB/s)`,
    other: `${median(theirs).toFixed(1)} s`,
    result: ratio.toFixed(2),
    aim: `at most ${TIME_AIM}`,
    met: ratio <= TIME_AIM,
  };
}

async function memoryRow(folder: string, files: number): Promise<BenchRow> {
  const small = join(folder, 'small.tar.gz');
  await writeMediaArchive(small, 10);
  const big = join(folder, 'big.tar.gz');
  await writeMediaArchive(big, files);
  const child = join(__dirname, 'inspect-memory.ts');
  const { stdout } = await run(process.execPath, [
    '--require',
    'tsx/cjs',
    child,
    small,
    big,
    join(folder, 'records'),
  ]);
  const grown = Number(stdout.trim());
  return {
    what: `memory growth on ${(statSync(big).size / 1e9).toFixed(1)} GB, ${files} files`,
    ours: `${(grown / 1024 / 1024).toFixed(0)} MB`,
    other: '–',
    result: `${(grown / 1024 / 1024).toFixed(0)} MB`,
    aim: 'under 150 MB',
    met: grown < MEMORY_AIM,
  };
}

/** Without the thread's start: under tsx that compiles the sources, which the built console never does. */
async function inspect(folder: string, archive: string): Promise<void> {
  const outcome = await inspectArchive(archive, { recordsFile: join(folder, 'records') });
  if (outcome.kind !== 'inspected' || !outcome.manifest.valid)
    throw new Error('the bench’s own archive is not valid');
}

/** Each to its end before the next begins, as typed. */
async function byShell(folder: string, archive: string): Promise<void> {
  await run('sha256sum', [archive]);
  await run('sh', ['-c', 'gzip -dc "$1" | tar -t > /dev/null', 'sh', archive]);
  const dumps = join(folder, 'backups-20260201-120000', 'cloudsql');
  for (const dump of readdirSync(dumps)) await run('gzip', ['-t', join(dumps, dump)]);
}

/** A third of it a dump of text rows, the rest media that compress no further. */
async function makeBackup(folder: string, megabytes: number): Promise<string> {
  const top = 'backups-20260201-120000';
  mkdirSync(join(folder, top, 'cloudsql'), { recursive: true });
  mkdirSync(join(folder, top, 'gcs', 'media'), { recursive: true });
  await writeDump(join(folder, top, 'cloudsql', 'tuki.sql.gz'), (megabytes / 3) * 1e6);
  for (let i = 0, left = (megabytes * 2e6) / 3; left > 0; i++) {
    const content = randomBytes(20_000 + ((i * 7919) % 130_000));
    writeFileSync(join(folder, top, 'gcs', 'media', `${i}.jpg`), content);
    left -= content.length;
  }
  const archive = join(folder, 'backup-gcp-20260201.tar.gz');
  await create({ gzip: { level: 6 }, file: archive, cwd: folder }, [top]);
  return archive;
}

async function writeDump(path: string, compressedBytes: number): Promise<void> {
  const gzip = createGzip();
  const file = createWriteStream(path);
  gzip.pipe(file);
  const [head = '', tail = ''] = SMALL_DUMP.split('1\tone\n');
  gzip.write(head);
  for (let i = 0; file.bytesWritten < compressedBytes; i++) await written(gzip, rowsBlock(i));
  gzip.end(tail);
  await finished(file);
}

/** Rows of about 90 bytes that compress to a third, as those of a shop do. */
function rowsBlock(block: number): Buffer {
  const rows: string[] = [];
  for (let i = 0; i < 2_000; i++) {
    const digest = createHash('md5').update(`${block}.${i}`).digest('hex');
    rows.push(
      `${block * 2_000 + i}\tticket ${digest} general admission\t2026-02-01 12:00:${i % 60}+00\tpaid\n`,
    );
  }
  return Buffer.from(rows.join(''));
}

async function seconds(action: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
}
