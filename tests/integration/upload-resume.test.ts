import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  openSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PIPELINE_BYTES, resumeOffset } from '../../main/remote/sftp-upload';
import type { SshRemoteHost } from '../../main/remote/ssh-remote-host';
import { type LoopbackSshd, NO_SSHD, startLoopbackSshd } from '../support/loopback-sshd';
import { errorOf, openHost } from '../support/open-host';

const reason = NO_SSHD ? ` (skipped: ${NO_SSHD})` : '';
const BYTES = 120_000_001;

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

describe.skipIf(NO_SSHD)(`uploading an archive${reason}`, () => {
  let sshd: LoopbackSshd;
  let host: SshRemoteHost;
  let local: string;
  beforeAll(async () => {
    sshd = await startLoopbackSshd();
    local = join(sshd.folder, 'archive.tar.gz');
    writeFileSync(local, randomBytes(BYTES));
    host = await openHost(sshd.hop);
  });
  afterAll(async () => {
    await host.close();
    await sshd.stop();
  });

  const never = () => new AbortController().signal;
  const nobody = () => {};
  const part = (name: string) => join(sshd.folder, `${name}.part`);

  it('writes the same bytes, reports them in order and ends at the whole size', async () => {
    const seen: number[] = [];
    const remotePart = part('whole');
    expect(
      await host.upload({
        local,
        remotePart,
        startAt: 0,
        signal: never(),
        onProgress: (bytes) => seen.push(bytes),
      }),
    ).toEqual({ kind: 'uploaded' });
    expect(await digest(remotePart)).toBe(await digest(local));
    expect(statSync(remotePart).mode & 0o777).toBe(0o600);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(seen.at(-1)).toBe(BYTES);
  });

  it('goes on in a new connection after a cut, from before the holes a killed pipeline leaves', async () => {
    const remotePart = part('cut');
    const first = await openHost(sshd.hop);
    const cut = first.upload({
      local,
      remotePart,
      startAt: 0,
      signal: never(),
      onProgress: (bytes) => {
        if (bytes > 40_000_000) sshd.cutConnections();
      },
    });
    expect((await errorOf(cut)).code).toBe('connection-lost');
    const second = await openHost(sshd.hop);
    const size = (await second.stat(remotePart))?.bytes ?? 0;
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(BYTES);
    const startAt = resumeOffset(size);
    plantHoles(remotePart, startAt, size);
    const seen: number[] = [];
    expect(
      await second.upload({
        local,
        remotePart,
        startAt,
        signal: never(),
        onProgress: (bytes) => seen.push(bytes),
      }),
    ).toEqual({ kind: 'uploaded' });
    expect(seen[0]).toBeGreaterThan(startAt);
    expect(await digest(remotePart)).toBe(await digest(local));
    await second.close();
    // The connection of this file was cut with the others.
    host = await openHost(sshd.hop);
  });

  it('keeps the part when cancelled, and resumes it', async () => {
    const remotePart = part('cancelled');
    const abort = new AbortController();
    const onProgress = (bytes: number) => {
      if (bytes > 20_000_000) abort.abort();
    };
    expect(await host.upload({ local, remotePart, startAt: 0, signal: abort.signal, onProgress })).toEqual({
      kind: 'cancelled',
    });
    const size = statSync(remotePart).size;
    expect(size).toBeLessThan(BYTES);
    await host.upload({
      local,
      remotePart,
      startAt: resumeOffset(size),
      signal: never(),
      onProgress: nobody,
    });
    expect(await digest(remotePart)).toBe(await digest(local));
  });

  it('sends nothing when it was cancelled before it began', async () => {
    const abort = new AbortController();
    abort.abort();
    const outcome = await host
      .upload({ local, remotePart: part('early'), startAt: 0, signal: abort.signal, onProgress: nobody })
      .then((result) => result.kind);
    expect(outcome).toBe('cancelled');
    expect(existsSync(part('early')) ? statSync(part('early')).size : 0).toBe(0);
  });

  it('cuts off what a longer part of another file left behind', async () => {
    const remotePart = part('longer');
    writeFileSync(remotePart, randomBytes(1_000_000));
    const short = join(sshd.folder, 'short');
    writeFileSync(short, 'just this');
    await host.upload({ local: short, remotePart, startAt: 4, signal: never(), onProgress: nobody });
    expect(statSync(remotePart).size).toBe(9);
  });

  it('sends an empty file', async () => {
    const empty = join(sshd.folder, 'empty');
    writeFileSync(empty, '');
    await host.upload({
      local: empty,
      remotePart: part('empty'),
      startAt: 0,
      signal: never(),
      onProgress: nobody,
    });
    expect(statSync(part('empty')).size).toBe(0);
  });

  it.each([
    ['grows', async (path: string) => appendFile(path, 'more')],
    ['shrinks', async (path: string) => truncateSync(path, 50_000_000)],
    ['is written again', async (path: string) => utimesSync(path, 1, 1)],
  ])('stops with archive-changed when the local file %s under it', async (name, change) => {
    const changing = join(sshd.folder, `changing-${name.length}`);
    writeFileSync(changing, randomBytes(60_000_000));
    const changes: Promise<void>[] = [];
    const onProgress = () => {
      if (changes.length === 0) changes.push(change(changing));
    };
    const upload = host.upload({
      local: changing,
      remotePart: part(`changing-${name.length}`),
      startAt: 0,
      signal: never(),
      onProgress,
    });
    expect(await errorOf(upload)).toMatchObject({ code: 'archive-changed', params: { path: changing } });
  });

  it('says when the local file is gone, and when the part cannot be written', async () => {
    const gone = join(sshd.folder, 'gone');
    expect(
      await errorOf(
        host.upload({ local: gone, remotePart: part('x'), startAt: 0, signal: never(), onProgress: nobody }),
      ),
    ).toMatchObject({ code: 'archive-not-found', params: { path: gone } });
    expect(
      await errorOf(
        host.upload({
          local,
          remotePart: '/nowhere/x.part',
          startAt: 0,
          signal: never(),
          onProgress: nobody,
        }),
      ),
    ).toMatchObject({ code: 'command-failed' });
  });

  it('leaves the connection free for commands while it sends', async () => {
    const upload = host.upload({
      local,
      remotePart: part('busy'),
      startAt: 0,
      signal: never(),
      onProgress: nobody,
    });
    expect(await host.run(['echo', 'still here'])).toBe('still here\n');
    await host.writeFile(join(sshd.folder, 'beside'), 'x', 0o600);
    expect(await upload).toEqual({ kind: 'uploaded' });
  });
});

/** Zeroes inside the last pipeline of the part, as late writes of a killed one leave them. */
function plantHoles(path: string, from: number, to: number): void {
  const file = openSync(path, 'r+');
  const zeroes = Buffer.alloc(255 * 1024);
  for (let at = from; at + zeroes.length < to; at += zeroes.length * 3)
    writeSync(file, zeroes, 0, zeroes.length, at);
}

describe('resumeOffset', () => {
  it('goes back the whole pipeline, never before the beginning', () => {
    expect(resumeOffset(0)).toBe(0);
    expect(resumeOffset(PIPELINE_BYTES - 1)).toBe(0);
    expect(resumeOffset(PIPELINE_BYTES + 5)).toBe(5);
  });
});
