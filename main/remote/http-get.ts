import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { fail, toAppError } from '../../shared/errors/app-error';
import type { LiveConnection } from './live-connection';

/** A health page is small; what is longer is cut. */
const BODY_LIMIT = 256 * 1024;

/**
 * HTTP GET through the SSH connection: the host itself opens the connection (direct-tcpip), so an address that only
 * it reaches works. Redirects are answers, certificates are checked. `command-failed` when no whole answer comes
 * in time.
 */
export async function httpGetThrough(
  live: LiveConnection,
  url: string,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly body: string }> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const port = Number(target.port || (secure ? 443 : 80));
  let channel: Duplex | null = null;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  const ask = async () => {
    channel = await openDirect(live, host, port);
    const stream = secure
      ? connectTls({ socket: channel, servername: isAddress(host) ? '' : host, host })
      : channel;
    return await get(live, target, stream);
  };
  try {
    return await Promise.race([ask(), timeout]);
  } catch (thrown) {
    if (!live.alive) throw live.lost();
    const { params } = toAppError(thrown);
    const reason = String(params.message ?? params.reason ?? 'no answer');
    throw fail(
      'command-failed',
      { command: `GET ${url}`, exitCode: reason },
      { evidence: { command: ['GET', url], stderrTail: reason }, cause: thrown },
    );
  } finally {
    clearTimeout(timer);
    closeLater(channel);
  }
}

function closeLater(channel: Duplex | null): void {
  channel?.on('error', () => {}).destroy();
}

function openDirect(live: LiveConnection, host: string, port: number): Promise<Duplex> {
  return live.guard<Duplex>((resolve, reject) => {
    live.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error) reject(new Error(error.message.replace(/^\(SSH\) Channel open failure: /, '')));
      else resolve(channel);
    });
  });
}

function get(live: LiveConnection, target: URL, stream: Duplex) {
  return live.guard<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const asked = request({
      method: 'GET',
      path: `${target.pathname}${target.search}`,
      headers: { host: target.host, 'user-agent': 'restore-console', connection: 'close', accept: '*/*' },
      createConnection: () => stream,
    });
    asked.on('error', reject).on('response', (response) => {
      readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    asked.end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const buffer = Buffer.from(chunk);
    chunks.push(buffer);
    bytes += buffer.length;
    if (bytes >= BODY_LIMIT) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString('utf8');
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
}
