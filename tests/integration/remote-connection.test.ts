import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAgent } from '../../main/remote/find-agent';
import { openSshConnection } from '../../main/remote/ssh-connection';
import type { Hop } from '../../shared/profile';
import {
  authorize,
  freePort,
  type LoopbackSshd,
  makeKey,
  NO_SSHD,
  startLoopbackSshd,
} from '../support/loopback-sshd';
import { errorOf, openHost } from '../support/open-host';

const none = async () => null;
const reason = NO_SSHD ? ` (skipped: ${NO_SSHD})` : '';

describe.skipIf(NO_SSHD)(`reaching a host${reason}`, () => {
  let sshd: LoopbackSshd;
  beforeAll(async () => {
    sshd = await startLoopbackSshd();
  });
  afterAll(async () => sshd.stop());

  async function reach(host: Hop, secret: (hop: number, kind: string) => Promise<string | null> = none) {
    const outcome = await openSshConnection({ host, jumpHosts: [], secret });
    if (outcome.kind === 'connected') outcome.connection.close();
    return outcome;
  }

  it('offers an unknown host key with the fingerprints ssh-keygen prints, and does not log in', async () => {
    const { hostKey: _pinned, ...hop } = sshd.hop;
    const outcome = await reach(hop);
    const printed = (hash: string) =>
      execFileSync('ssh-keygen', ['-l', '-E', hash, '-f', join(sshd.folder, 'host-ed25519.pub')], {
        encoding: 'utf8',
      }).split(' ')[1];
    expect(outcome).toEqual({
      kind: 'host-key-unknown',
      offered: {
        hop: -1,
        host: '127.0.0.1',
        port: sshd.port,
        ...sshd.hostKeys.ed25519,
        sha256: printed('sha256'),
        md5: printed('md5'),
      },
    });
  });

  it('stops at a changed host key and names both', async () => {
    const other = join(sshd.folder, 'other');
    makeKey(other, 'ed25519', '');
    const key = execFileSync('cut', ['-d', ' ', '-f', '2', `${other}.pub`], { encoding: 'utf8' }).trim();
    const outcome = await reach({ ...sshd.hop, hostKey: { type: 'ssh-ed25519', key } });
    expect(outcome).toMatchObject({
      kind: 'host-key-changed',
      pinnedType: 'ssh-ed25519',
      offered: sshd.hostKeys.ed25519,
    });
  });

  it('asks for the kind of key that is pinned, so a host with several keys does not look changed', async () => {
    expect(await reach({ ...sshd.hop, hostKey: sshd.hostKeys.rsa })).toMatchObject({ kind: 'connected' });
    expect(await reach({ ...sshd.hop, hostKey: sshd.hostKeys.ed25519 })).toMatchObject({ kind: 'connected' });
  });

  it('says that nobody listens, and that a name is not known', async () => {
    const port = await freePort();
    expect(await reach({ ...sshd.hop, port })).toMatchObject({
      kind: 'failed',
      error: {
        code: 'host-unreachable',
        params: { host: '127.0.0.1', port, reason: 'the connection was refused' },
      },
    });
    expect(await reach({ ...sshd.hop, host: 'no-such-host.invalid' })).toMatchObject({
      kind: 'failed',
      error: { code: 'host-unreachable', params: { reason: 'the name is not known' } },
    });
  });

  it.each([
    ['OpenSSH, Ed25519', 'ed25519', []],
    ['OpenSSH, ECDSA', 'ecdsa', []],
    ['OpenSSH, RSA', 'rsa', []],
    ['PEM, RSA', 'rsa', ['-m', 'PEM']],
    ['PEM, ECDSA', 'ecdsa', ['-m', 'PEM']],
    ['PKCS#8, RSA', 'rsa', ['-m', 'PKCS8']],
    ['PKCS#8, ECDSA', 'ecdsa', ['-m', 'PKCS8']],
  ])(
    'logs in with a key as ssh-keygen writes it, without and with passphrase: %s',
    async (name, type, more) => {
      for (const passphrase of ['', 'two words €']) {
        const path = join(sshd.folder, `key-${name.replaceAll(/\W/g, '')}-${passphrase.length}`);
        makeKey(path, type, passphrase, more);
        authorize(sshd, `${path}.pub`);
        const hop: Hop = {
          ...sshd.hop,
          authentication: { kind: 'key', path, passphrase: passphrase !== '' },
        };
        expect(
          await reach(hop, async (_hop, kind) => (kind === 'passphrase' ? passphrase : null)),
        ).toMatchObject({
          kind: 'connected',
        });
      }
    },
  );

  it('logs in with an Ed25519 key in PKCS#8, as openssl writes it', async () => {
    const path = join(sshd.folder, 'key-openssl');
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', path], { stdio: 'ignore' });
    const { loadPrivateKey } = await import('../../main/remote/private-key');
    const loaded = await loadPrivateKey(path, null);
    expect(loaded).toMatchObject({ kind: 'loaded' });
    const blob = loaded.kind === 'loaded' ? loaded.key.getPublicSSH().toString('base64') : '';
    writeFileSync(`${path}.pub`, `ssh-ed25519 ${blob} test\n`);
    authorize(sshd, `${path}.pub`);
    expect(
      await reach({ ...sshd.hop, authentication: { kind: 'key', path, passphrase: false } }),
    ).toMatchObject({
      kind: 'connected',
    });
  });

  it('names a key that cannot be used: no file, the public half, wrong passphrase', async () => {
    const path = join(sshd.folder, 'locked');
    makeKey(path, 'ed25519', 'right');
    const withKey = (file: string): Hop => ({
      ...sshd.hop,
      authentication: { kind: 'key', path: file, passphrase: false },
    });
    expect(await reach(withKey(path))).toMatchObject({
      kind: 'secret-missing',
      hop: -1,
      secret: 'passphrase',
    });
    expect(await reach(withKey(path), async () => 'wrong')).toMatchObject({
      error: { code: 'key-unreadable', params: { path, reason: 'the passphrase is wrong' } },
    });
    expect(await reach(withKey(`${path}.pub`))).toMatchObject({
      error: { code: 'key-unreadable', params: { reason: 'this is the public key' } },
    });
    expect(await reach(withKey(`${path}-gone`))).toMatchObject({
      error: { code: 'key-unreadable', params: { reason: 'there is no such file' } },
    });
  });

  it('names what was tried when the login is refused', async () => {
    const path = join(sshd.folder, 'stranger');
    makeKey(path, 'ed25519', '');
    expect(
      await reach({ ...sshd.hop, authentication: { kind: 'key', path, passphrase: false } }),
    ).toMatchObject({
      error: {
        code: 'auth-failed',
        params: { user: sshd.hop.user, host: '127.0.0.1', method: 'publickey (the host allows: publickey)' },
      },
    });
  });

  describe('with an agent', () => {
    let agent: ChildProcess;
    let socket: string;
    beforeAll(async () => {
      socket = join(sshd.folder, 'agent.sock');
      agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
    });
    afterAll(() => {
      agent.kill();
    });

    it('logs in with the key it holds, and says when it holds none', async () => {
      const hop: Hop = { ...sshd.hop, authentication: { kind: 'agent', socket } };
      expect(await reach(hop)).toMatchObject({
        error: { code: 'agent-not-found', params: { socket: `${socket} (holds no key)` } },
      });
      execFileSync('ssh-add', ['-q', sshd.clientKey], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      expect(await reach(hop)).toMatchObject({ kind: 'connected' });
    });

    it('is found without SSH_AUTH_SOCK, as from a dock: by ~/.ssh/config, else where desktops put it', async () => {
      const home = mkdtempSync(join(sshd.folder, 'home-'));
      const wanted = { host: 'shop.example.org', user: 'ops' };
      const bare = { env: {}, home, platform: 'linux' as const };
      expect(await findAgent(wanted, bare)).toMatchObject({
        kind: 'not-found',
        error: { code: 'agent-not-found' },
      });
      mkdirSync(join(home, '.ssh'));
      symlinkSync(socket, join(home, 'mine.sock'));
      writeFileSync(
        join(home, '.ssh/config'),
        'Host other\n  IdentityAgent /nowhere\nHost *.example.org\n  IdentityAgent "~/mine.sock"\n',
      );
      expect(await findAgent(wanted, bare)).toMatchObject({ kind: 'found', socket: join(home, 'mine.sock') });
      writeFileSync(join(home, '.ssh/config'), 'Host "broken\n\tMatch ((');
      mkdirSync(join(home, 'run/keyring'), { recursive: true });
      symlinkSync(socket, join(home, 'run/keyring/ssh'));
      const desktop = { ...bare, env: { SSH_AUTH_SOCK: '/gone', XDG_RUNTIME_DIR: join(home, 'run') } };
      expect(await findAgent(wanted, desktop)).toMatchObject({
        kind: 'found',
        socket: join(home, 'run/keyring/ssh'),
      });
    });
  });

  it('loses what is under way when a jump host is cut', async () => {
    const jump = await startLoopbackSshd();
    const host = await openHost(sshd.hop, [jump.hop]);
    const running = errorOf(
      host.run(['sh', '-c', 'echo a; sleep 30'], { onStdout: () => jump.cutConnections() }),
    );
    expect((await running).code).toBe('connection-lost');
    await host.close();
    await jump.stop();
  });

  it('passes a jump host, each with its own key, and names the one that is not known', async () => {
    const jump = await startLoopbackSshd();
    const host = await openHost(sshd.hop, [jump.hop]);
    expect(await host.run(['echo', 'through'])).toBe('through\n');
    await host.close();
    const { hostKey: _pinned, ...unknown } = jump.hop;
    expect(await openSshConnection({ host: sshd.hop, jumpHosts: [unknown], secret: none })).toMatchObject({
      kind: 'host-key-unknown',
      offered: { hop: 0, port: jump.port },
    });
    const behind = { ...sshd.hop, port: await freePort() };
    expect(await openSshConnection({ host: behind, jumpHosts: [jump.hop], secret: none })).toMatchObject({
      error: { code: 'host-unreachable', params: { port: behind.port } },
    });
    await jump.stop();
  });

  it('speaks to a host that knows only chacha20', async () => {
    const chacha = await startLoopbackSshd(['Ciphers chacha20-poly1305@openssh.com']);
    const host = await openHost(chacha.hop);
    expect(await host.run(['echo', 'ok'])).toBe('ok\n');
    await host.close();
    await chacha.stop();
  });

  it('names what a host offers when there is no common algorithm', async () => {
    const strange = await startLoopbackSshd(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
    expect(await reach(strange.hop)).toMatchObject({
      error: {
        code: 'no-common-algorithm',
        params: {
          kind: 'key exchange',
          offered: expect.stringContaining('sntrup761x25519-sha512@openssh.com'),
        },
      },
    });
    await strange.stop();
  });
});
