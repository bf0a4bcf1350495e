import type { Duplex } from 'node:stream';
import { type AuthenticationType, Client, type ConnectConfig } from 'ssh2';
import type { AppError } from '../../shared/errors/app-error';
import type { Hop, HostKey } from '../../shared/profile';
import { authenticationOrder, type LoginMaterial, methodName } from './hop-login';
import { hostKeyAlgorithms, hostKeyFromBlob, sameHostKey } from './host-key';

/** One machine logged in at, or why not. The host key is judged before anything about the login is sent. */
export type HopOutcome =
  | { readonly kind: 'connected'; readonly client: Client; readonly hostKey: HostKey }
  | { readonly kind: 'host-key-unknown'; readonly offered: HostKey }
  | { readonly kind: 'host-key-changed'; readonly offered: HostKey; readonly pinned: HostKey }
  /** The key is the right one, and there is nothing to log in with. */
  | { readonly kind: 'no-login' }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface HopRequest {
  readonly hop: Hop;
  /** `user@host:port`, with what it is for a jump host: for messages. */
  readonly label: string;
  /** Null: only the host key is judged. */
  readonly material: LoginMaterial | null;
  /** The stream through the hop before; null for a direct connection. */
  readonly through: Duplex | null;
  readonly readyTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * A silent host is given up after 75 to 90 s. Not sooner: on a slow line the question waits behind an upload's
 * window of 2 MB (at 30 kB/s a good minute), and ssh2 does not count other answers as signs of life.
 */
const KEEPALIVE_INTERVAL_MS = 15_000;
const KEEPALIVE_MISSES = 5;

/** Opens one SSH connection: key exchange, host key, login. Never rejects. */
export async function connectHop(request: HopRequest): Promise<HopOutcome> {
  return new Promise((resolve) => new HopAttempt(request, resolve).start());
}

/** State of one attempt; settles once. */
class HopAttempt {
  readonly #client = new Client();
  readonly #tried: string[] = [];
  #offered: HostKey | null = null;
  #refused: HopOutcome | null = null;
  #methodsLeft: readonly AuthenticationType[] | null = null;
  #settled = false;
  readonly #abort = () => this.#settle(this.#failed('cancelled', { step: 'connect' }));

  constructor(
    private readonly request: HopRequest,
    private readonly resolve: (outcome: HopOutcome) => void,
  ) {}

  start(): void {
    const { signal } = this.request;
    if (signal?.aborted) {
      this.#abort();
      return;
    }
    signal?.addEventListener('abort', this.#abort, { once: true });
    this.#client
      .on('ready', () => this.#ready())
      .on('error', (error) => this.#error(error))
      .on('close', () => this.#settle(this.#unreachable('the host closed the connection')));
    try {
      this.#client.connect(this.#configuration());
    } catch (thrown) {
      this.#settle(this.#unreachable(thrown instanceof Error ? thrown.message : String(thrown)));
    }
  }

  #configuration(): ConnectConfig {
    const { hop, material, through, readyTimeoutMs } = this.request;
    const order = material ? authenticationOrder(hop.user, material) : [];
    return {
      host: hop.host,
      port: hop.port,
      username: hop.user,
      ...(through ? { sock: through } : {}),
      readyTimeout: readyTimeoutMs,
      keepaliveInterval: KEEPALIVE_INTERVAL_MS,
      keepaliveCountMax: KEEPALIVE_MISSES,
      // Ciphers stay ssh2's: AES-GCM first where the processor has AES, which is also the fastest.
      algorithms: { serverHostKey: hostKeyAlgorithms(hop.hostKey) },
      hostVerifier: (blob: Buffer) => this.#judgeHostKey(blob),
      authHandler: (methodsLeft, _partial, next) => {
        this.#methodsLeft = methodsLeft ?? this.#methodsLeft;
        const method = order.shift();
        // ssh2 ends the attempt on `false`, which its types leave out of the callback.
        if (method === undefined) return Reflect.apply(next, undefined, [false]);
        this.#tried.push(methodName(method.type));
        next(method);
      },
    };
  }

  #judgeHostKey(blob: Buffer): boolean {
    const offered = hostKeyFromBlob(blob);
    const pinned = this.request.hop.hostKey;
    this.#offered = offered;
    if (pinned && sameHostKey(pinned, offered)) return true;
    this.#refused = pinned
      ? { kind: 'host-key-changed', offered, pinned }
      : { kind: 'host-key-unknown', offered };
    return false;
  }

  #ready(): void {
    const hostKey = this.#offered;
    this.#settle(
      hostKey === null
        ? this.#unreachable('no host key was offered')
        : { kind: 'connected', client: this.#client, hostKey },
    );
  }

  #error(error: Error & { level?: string; code?: unknown }): void {
    // One key or agent that cannot sign is not the end: ssh2 goes on with the next method.
    if (error.level === 'agent') return;
    if (!this.request.material && error.level === 'client-authentication')
      this.#refused = { kind: 'no-login' };
    this.#settle(this.#refused ?? this.#explain(error));
  }

  #explain(error: Error & { level?: string; code?: unknown }): HopOutcome {
    const { hop, label } = this.request;
    const noMatch = /no matching (.*)$/.exec(error.message);
    if (noMatch) return this.#failed('no-common-algorithm', { host: label, kind: noMatch[1] ?? 'algorithm' });
    if (error.level === 'client-authentication' || this.#tried.length > 0) {
      const allowed = this.#methodsLeft?.join(', ');
      const method = this.#tried.join(', ') + (allowed ? ` (the host allows: ${allowed})` : '');
      const ended = error.level === 'client-authentication' ? '' : `; ${error.message}`;
      return this.#failed('auth-failed', { user: hop.user, host: label, method: method + ended });
    }
    return this.#unreachable(socketReason(error));
  }

  #unreachable(reason: string): HopOutcome {
    const { hop, label } = this.request;
    return this.#failed('host-unreachable', { host: label, port: hop.port, reason });
  }

  #failed(code: AppError['code'], params: AppError['params']): HopOutcome {
    return { kind: 'failed', error: { code, params } };
  }

  #settle(outcome: HopOutcome): void {
    if (this.#settled) return;
    this.#settled = true;
    this.request.signal?.removeEventListener('abort', this.#abort);
    this.#client.removeAllListeners();
    // An 'error' without a listener would end the process.
    this.#client.on('error', () => {});
    if (outcome.kind !== 'connected') this.#client.destroy();
    this.resolve(outcome);
  }
}

function socketReason(error: Error & { code?: unknown }): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name is not known';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no route to the host';
    case 'ETIMEDOUT':
      return 'no answer in time';
    default:
      return error.message.replace(/^Timed out while waiting for handshake$/, 'no answer in time');
  }
}
