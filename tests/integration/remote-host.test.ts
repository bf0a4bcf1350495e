import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshRemoteHost } from '../../main/remote/ssh-remote-host';
import { freePort, type LoopbackSshd, NO_SSHD, startLoopbackSshd } from '../support/loopback-sshd';
import { startLumpingRelay } from '../support/lumping-relay';
import { errorOf, openHost } from '../support/open-host';

const reason = NO_SSHD ? ` (skipped: ${NO_SSHD})` : '';

describe.skipIf(NO_SSHD)(`a host over SSH${reason}`, () => {
  let sshd: LoopbackSshd;
  let host: SshRemoteHost;
  beforeAll(async () => {
    sshd = await startLoopbackSshd();
    host = await openHost(sshd.hop);
  });
  afterAll(async () => {
    await host.close();
    await sshd.stop();
  });

  describe('commands', () => {
    it('gives status, both outputs and the words exactly as they were', async () => {
      const script = 'printf "%s|" "$@"; echo said >&2; exit 3';
      expect(await host.exec(['sh', '-c', script, 'sh', "it's", '$HOME', 'a\nb', ''])).toEqual({
        exitCode: 3,
        signal: null,
        stdout: "it's|$HOME|a\nb||",
        stderr: 'said\n',
      });
    });

    it('names the signal a command died of', async () => {
      expect(await host.exec(['sh', '-c', 'kill -9 $$'])).toMatchObject({
        exitCode: null,
        signal: 'SIGKILL',
      });
    });

    it('throws a status other than 0 with its command and last words', async () => {
      const error = await errorOf(host.run(['sh', '-c', 'echo why >&2; exit 7']));
      expect(error).toMatchObject({
        code: 'command-failed',
        params: { exitCode: 7 },
        evidence: { command: ['sh', '-c', 'echo why >&2; exit 7'], exitCode: 7, stderrTail: 'why\n' },
      });
    });

    it('collects many megabytes whole, and refuses more than it may hold instead of cutting it', async () => {
      const output = await host.run(['sh', '-c', 'head -c 30000000 /dev/zero | tr "\\0" x']);
      expect(output.length).toBe(30_000_000);
      const error = await errorOf(host.run(['sh', '-c', 'head -c 80000000 /dev/zero']));
      expect(error).toMatchObject({ code: 'command-failed' });
      expect(error.params.exitCode).toContain('larger than');
    });

    it('hands chunks to a listener without collecting them', async () => {
      let bytes = 0;
      const result = await host.exec(['head', '-c', '100000000', '/dev/zero'], {
        onStdout: (chunk) => {
          bytes += chunk.length;
        },
      });
      expect(bytes).toBe(100_000_000);
      expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    });

    it('writes binary input through, larger than any window', async () => {
      const input = randomBytes(9_000_001);
      writeFileSync(join(sshd.folder, 'input'), input);
      const local = execFileSync('sha256sum', { input, encoding: 'utf8' });
      expect(await host.run(['sha256sum'], { stdin: input })).toBe(local);
    });

    it('does not wait for a command that leaves its input unread', async () => {
      expect(await host.exec(['true'], { stdin: Buffer.alloc(20_000_000) })).toMatchObject({ exitCode: 0 });
    });

    it('runs more commands at once than the host allows channels', async () => {
      const numbers = Array.from({ length: 25 }, (_, index) => String(index));
      const answers = await Promise.all(
        numbers.map((number) => host.run(['sh', '-c', 'sleep 0.1; echo "$1"', 'sh', number])),
      );
      expect(answers).toEqual(numbers.map((number) => `${number}\n`));
    });

    it('closes the channel of a cancelled command and says so; one that still writes ends on the host', async () => {
      const abort = new AbortController();
      const marker = join(sshd.folder, 'alive');
      const running = host.exec(
        ['sh', '-c', 'while echo still; do : > "$1"; sleep 0.05; done', 'sh', marker],
        {
          signal: abort.signal,
          onStdout: () => abort.abort(),
        },
      );
      expect(await errorOf(running)).toMatchObject({
        code: 'cancelled',
        left: 'command-may-run',
      });
      await host.run(['sleep', '0.3']);
      await host.removeFile(marker);
      await host.run(['sleep', '0.3']);
      expect(await host.stat(marker)).toBeNull();
    });

    it('gives up after the time limit', async () => {
      const error = await errorOf(host.run(['sh', '-c', 'echo slow >&2; sleep 60'], { timeoutMs: 4_000 }));
      expect(error).toMatchObject({ code: 'command-failed', evidence: { stderrTail: 'slow\n' } });
      expect(error.params.exitCode).toContain('4 s');
    });
  });

  describe('files', () => {
    it('makes folders down to the last, closed to others whatever the umask', async () => {
      const path = join(sshd.folder, 'one/two/three');
      await host.makeDirectory(path, 0o700);
      await host.makeDirectory(path, 0o700);
      expect(statSync(path).mode & 0o777).toBe(0o700);
      expect(await host.list(join(sshd.folder, 'one'))).toEqual(['two']);
    });

    it('replaces a file as a whole and keeps the mode asked for', async () => {
      const path = join(sshd.folder, "odd ' name €");
      await host.writeFile(path, 'first', 0o600);
      await host.writeFile(path, 'second', 0o640);
      expect(String(await host.readFile(path))).toBe('second');
      expect(statSync(path).mode & 0o777).toBe(0o640);
      expect((await host.list(sshd.folder)).filter((name) => name.includes('.part'))).toEqual([]);
      await host.writeFile(path, '', 0o600);
      expect(await host.stat(path)).toMatchObject({ bytes: 0, directory: false });
    });

    it('answers with nothing for what is not there', async () => {
      const gone = join(sshd.folder, 'gone');
      expect([await host.readFile(gone), await host.stat(gone), await host.list(gone)]).toEqual([
        null,
        null,
        [],
      ]);
      await host.removeFile(gone);
    });

    it('renames over an existing file', async () => {
      const [from, to] = [join(sshd.folder, 'from'), join(sshd.folder, 'to')];
      await host.writeFile(from, 'new', 0o600);
      await host.writeFile(to, 'old', 0o600);
      await host.rename(from, to);
      expect(readFileSync(to, 'utf8')).toBe('new');
      expect(await host.stat(from)).toBeNull();
    });

    it('names the operation and the path that failed', async () => {
      mkdirSync(join(sshd.folder, 'folder'));
      const error = await errorOf(host.writeFile(join(sshd.folder, 'nowhere/file'), 'x', 0o600));
      expect(error).toMatchObject({ code: 'command-failed', params: { exitCode: 'No such file' } });
      expect(error.params.command).toContain('nowhere/file');
    });
  });

  describe('HTTP through the connection', () => {
    let web: Server;
    let base: string;
    beforeAll(async () => {
      web = createServer((request, response) => {
        if (request.url === '/hang') return;
        response.statusCode = request.url === '/sick' ? 503 : 200;
        response.end(`${request.method} ${request.url} for ${request.headers.host}`);
      });
      await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
      const address = web.address();
      base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    });
    afterAll(() => {
      web.closeAllConnections();
      web.close();
    });

    it('gives status and body, whatever the status', async () => {
      const authority = new URL(base).host;
      expect(await host.httpGet(`${base}/health/?deep=1`, 5_000)).toEqual({
        status: 200,
        body: `GET /health/?deep=1 for ${authority}`,
      });
      expect(await host.httpGet(`${base}/sick`, 5_000)).toMatchObject({ status: 503 });
    });

    it('says when nobody listens and when no answer comes in time', async () => {
      const refused = await errorOf(host.httpGet(`http://127.0.0.1:${await freePort()}/`, 5_000));
      expect(refused).toMatchObject({ code: 'command-failed', params: { exitCode: 'Connection refused' } });
      const late = await errorOf(host.httpGet(`${base}/hang`, 300));
      expect(late).toMatchObject({ code: 'command-failed', params: { exitCode: 'no answer within 0.3 s' } });
    });
  });
});

describe.skipIf(NO_SSHD)(`a difficult host over SSH${reason}`, () => {
  it.each([1, 2, 3])(
    'keeps to a host that allows only %i channels, files and commands mixed',
    async (allowed) => {
      const sshd = await startLoopbackSshd([`MaxSessions ${allowed}`]);
      const host = await openHost(sshd.hop);
      const work = Array.from({ length: 12 }, async (_, index) => {
        const path = join(sshd.folder, `file-${index}`);
        await host.writeFile(path, String(index), 0o600);
        return host.run(['cat', path]);
      });
      expect(await Promise.all(work)).toEqual(Array.from({ length: 12 }, (_, index) => String(index)));
      await host.close();
      await sshd.stop();
    },
  );

  it('learns the status of a command whose whole answer arrives in one piece', async () => {
    const sshd = await startLoopbackSshd();
    const relay = await startLumpingRelay(sshd.port, 500);
    const host = await openHost({ ...sshd.hop, port: relay.port });
    for (let count = 0; count < 5; count += 1) {
      expect(await host.exec(['sh', '-c', 'echo out; exit 3'])).toMatchObject({
        exitCode: 3,
        stdout: 'out\n',
      });
    }
    await host.close();
    await relay.stop();
    await sshd.stop();
  });

  it('works with a single channel, giving it from files to commands and back', async () => {
    const sshd = await startLoopbackSshd(['MaxSessions 1']);
    const host = await openHost(sshd.hop);
    const path = join(sshd.folder, 'file');
    await host.writeFile(path, 'one', 0o600);
    expect(await host.run(['cat', path])).toBe('one');
    expect(String(await host.readFile(path))).toBe('one');
    await host.close();
    await sshd.stop();
  });

  it('says that a host has no SFTP, and still runs commands', async () => {
    const sshd = await startLoopbackSshd(['Subsystem other /bin/true']);
    const host = await openHost(sshd.hop);
    expect(await errorOf(host.readFile('/etc/hostname'))).toMatchObject({ code: 'sftp-unavailable' });
    expect(await host.run(['echo', 'still'])).toBe('still\n');
    await host.close();
    await sshd.stop();
  });

  it('says that SFTP does not start', async () => {
    const sshd = await startLoopbackSshd(['Subsystem sftp /bin/false']);
    const host = await openHost(sshd.hop);
    expect(await errorOf(host.list('/'))).toMatchObject({ code: 'sftp-unavailable' });
    await host.close();
    await sshd.stop();
  });

  it('throws connection-lost for everything under way when the connection is cut, and tells its listeners once', async () => {
    const sshd = await startLoopbackSshd();
    const host = await openHost(sshd.hop);
    const told: unknown[] = [];
    host.onClose((error) => told.push(error?.code ?? null));
    const running = [
      errorOf(host.run(['sh', '-c', 'echo a; sleep 30'], { onStdout: () => sshd.cutConnections() })),
      errorOf(host.run(['sleep', '30'])),
      ...Array.from({ length: 12 }, () => errorOf(host.run(['sleep', '30']))),
    ];
    for (const error of await Promise.all(running)) expect(error.code).toBe('connection-lost');
    expect((await errorOf(host.readFile('/etc/hostname'))).code).toBe('connection-lost');
    await host.close();
    expect(told).toEqual(['connection-lost']);
    await sshd.stop();
  });

  it('tells an ending that was wanted as no error', async () => {
    const sshd = await startLoopbackSshd();
    const host = await openHost(sshd.hop);
    const told: unknown[] = [];
    host.onClose((error) => told.push(error));
    await host.close();
    expect(told).toEqual([null]);
    await sshd.stop();
  });
});
