import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type AuthContext, Server, utils } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { openSshConnection } from '../../../main/remote/ssh-connection';
import type { Hop } from '../../../shared/profile';

const HOST_KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An SSH server in this process that lets in whom `judge` says, and records what it was asked. */
async function serve(judge: (context: AuthContext) => void): Promise<{ hop: Hop; asked: string[] }> {
  const asked: string[] = [];
  const server = new Server({ hostKeys: [HOST_KEY] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (context) => {
      asked.push(context.method);
      judge(context);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const parsed = utils.parseKey(HOST_KEY);
  if (parsed instanceof Error) throw parsed;
  const hostKey = { type: 'ssh-rsa', key: parsed.getPublicSSH().toString('base64') };
  const hop: Hop = { host: '127.0.0.1', port, user: 'ops', authentication: { kind: 'password' }, hostKey };
  return { hop, asked };
}

function acceptPassword(expected: string) {
  return (context: AuthContext) => {
    if (context.method === 'password' && context.password === expected) context.accept();
    else context.reject(['password']);
  };
}

async function reach(host: Hop, password: string | null) {
  const outcome = await openSshConnection({ host, jumpHosts: [], secret: async () => password });
  if (outcome.kind === 'connected') outcome.connection.close();
  return outcome;
}

describe('logging in', () => {
  it('lets in with the right password', async () => {
    const { hop } = await serve(acceptPassword("it's 100% $HOME ñ"));
    expect(await reach(hop, "it's 100% $HOME ñ")).toMatchObject({
      kind: 'connected',
      connection: { address: `ops@127.0.0.1:${hop.port}` },
    });
  });

  it('sends a wrong password once, and names what was tried without it', async () => {
    const { hop, asked } = await serve(acceptPassword('right'));
    const outcome = await reach(hop, 'wrong-secret');
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'auth-failed', params: { user: 'ops', host: '127.0.0.1' } },
    });
    expect(JSON.stringify(outcome)).not.toContain('wrong-secret');
    expect(asked.filter((method) => method === 'password')).toHaveLength(1);
  });

  it('says that the password is missing, without trying to log in', async () => {
    const { hop, asked } = await serve(acceptPassword('right'));
    expect(await reach(hop, null)).toEqual({
      kind: 'secret-missing',
      hop: -1,
      user: 'ops',
      host: '127.0.0.1',
      secret: 'password',
    });
    expect(asked).toEqual([]);
  });

  it('judges the host key before it misses the password, and sends nothing of the login', async () => {
    const { hop, asked } = await serve(acceptPassword('right'));
    const { hostKey: _pinned, ...unknown } = hop;
    expect(await reach(unknown, null)).toMatchObject({
      kind: 'host-key-unknown',
      offered: { type: 'ssh-rsa' },
    });
    expect(await reach(unknown, 'right')).toMatchObject({ kind: 'host-key-unknown' });
    expect(asked).toEqual([]);
  });

  it('answers keyboard-interactive with the password, also where password itself is not offered', async () => {
    const judge = (context: AuthContext) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        if (answers[0] === 'right') context.accept();
        else context.reject(['keyboard-interactive']);
      });
    };
    const { hop } = await serve(judge);
    expect(await reach(hop, 'right')).toMatchObject({ kind: 'connected' });
    const interactive: Hop = { ...hop, authentication: { kind: 'keyboard-interactive' } };
    expect(await reach(interactive, 'right')).toMatchObject({ kind: 'connected' });
    expect(await reach(interactive, 'wrong')).toMatchObject({
      error: {
        code: 'auth-failed',
        params: { method: 'keyboard-interactive (the host allows: keyboard-interactive)' },
      },
    });
  });

  it('can be cancelled while the host keeps silent', async () => {
    const abort = new AbortController();
    const { hop } = await serve(() => abort.abort());
    const outcome = await openSshConnection({
      host: hop,
      jumpHosts: [],
      secret: async () => 'x',
      signal: abort.signal,
    });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
  });
});
