import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type LoopbackSshd, NO_SSHD, startLoopbackSshd } from '../support/loopback-sshd';
import { openHost } from '../support/open-host';
import type { BenchRow } from './bench-row';
import { median } from './median';

const ROUNDS = 5;
const AIM = 0.9;

/**
 * The console's upload against OpenSSH's `sftp` to the same loopback sshd: the same file, in alternation so that a
 * busy machine hits both, login included in both. The medians are compared.
 */
export async function benchUpload(megabytes = 400): Promise<BenchRow[]> {
  if (NO_SSHD) return [];
  const sshd = await startLoopbackSshd();
  try {
    const local = join(sshd.folder, 'archive');
    await fill(local, megabytes);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round % 2 === 0;
      if (first) ours.push(await rate(megabytes, () => uploadOurs(sshd, local)));
      theirs.push(await rate(megabytes, () => uploadBySftp(sshd, local)));
      if (!first) ours.push(await rate(megabytes, () => uploadOurs(sshd, local)));
    }
    return [row(megabytes, median(ours), median(theirs))];
  } finally {
    await sshd.stop();
  }
}

function row(megabytes: number, ours: number, theirs: number): BenchRow {
  return {
    what: `upload of ${megabytes} MB over loopback, against OpenSSH sftp`,
    ours: `${ours.toFixed(0)} MB/s`,
    other: `${theirs.toFixed(0)} MB/s`,
    result: (ours / theirs).toFixed(2),
    aim: `at least ${AIM}`,
    met: ours / theirs >= AIM,
  };
}

async function uploadOurs(sshd: LoopbackSshd, local: string): Promise<void> {
  const remotePart = join(sshd.folder, 'ours.part');
  const host = await openHost(sshd.hop);
  await host.upload({
    local,
    remotePart,
    startAt: 0,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  await host.close();
  expectWhole(local, remotePart);
}

async function uploadBySftp(sshd: LoopbackSshd, local: string): Promise<void> {
  const remotePart = join(sshd.folder, 'theirs.part');
  const batch = join(sshd.folder, 'batch');
  // -f: fsync at the end, as ours does.
  writeFileSync(batch, `put -f ${local} ${remotePart}\n`);
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'BatchMode=yes',
    'LogLevel=ERROR',
  ];
  await promisify(execFile)('sftp', [
    ...options.flatMap((option) => ['-o', option]),
    ...['-i', sshd.clientKey, '-P', String(sshd.port), '-b', batch, `${sshd.hop.user}@127.0.0.1`],
  ]);
  expectWhole(local, remotePart);
}

function expectWhole(local: string, remotePart: string): void {
  if (statSync(local).size !== statSync(remotePart).size) throw new Error(`${remotePart} is not whole`);
  rmSync(remotePart);
}

async function rate(megabytes: number, upload: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await upload();
  return megabytes / ((performance.now() - startedAt) / 1000);
}

/** Bytes no compression helps with. */
async function fill(path: string, megabytes: number): Promise<void> {
  const block = randomBytes(1_000_000);
  const file = createWriteStream(path);
  for (let written = 0; written < megabytes; written += 1) {
    if (!file.write(block)) await new Promise<void>((resolve) => file.once('drain', resolve));
  }
  file.end();
  await finished(file);
}
