import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { assertNever } from '../../shared/assert-never';
import type { AppError } from '../../shared/errors/app-error';
import type { Hop, HostKey } from '../../shared/profile';
import type { ReachOutcome, ShownHostKey } from '../../shared/target-checks';
import { gatherLogin, type LoginMaterial, type LoginOutcome } from './hop-login';
import { md5Fingerprint, sha256Fingerprint } from './host-key';
import { connectHop, type HopOutcome } from './ssh-hop';
import { NEGOTIATED, readOffers } from './ssh-offers';

/** A logged-in connection to the last hop, with the ones it goes through. */
export interface SshConnection {
  readonly client: Client;
  /** `user@host:port` of the last hop. */
  readonly address: string;
  /** `SHA256:…` of the last hop's accepted key. */
  readonly fingerprint: string;
  /** Ends the last hop first, then those before it. */
  close(): void;
}

/** As {@link ReachOutcome}, with the living connection. */
export type ConnectionOutcome =
  | { readonly kind: 'connected'; readonly connection: SshConnection }
  | Exclude<ReachOutcome, { kind: 'reached' }>;

export interface ConnectionRequest {
  readonly host: Hop;
  readonly jumpHosts: readonly Hop[];
  /** A secret by hop (-1 the last one, 0… the jump hosts); null when there is none. */
  readonly secret: (hop: number, kind: 'password' | 'passphrase') => Promise<string | null>;
  readonly readyTimeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const READY_TIMEOUT_MS = 20_000;

/**
 * Connects to the target through its jump hosts, each with its own host key check and login. The first hop that
 * does not let us through ends it; the outcome names that hop. Never rejects.
 */
export async function openSshConnection(request: ConnectionRequest): Promise<ConnectionOutcome> {
  const passed: Client[] = [];
  const close = () => {
    for (const client of [...passed].reverse()) client.end();
  };
  for (const [index, hop] of request.jumpHosts.entries()) {
    const outcome = await passHop(request, hop, index, passed.at(-1) ?? null);
    if (outcome.kind !== 'connected') {
      close();
      return outcome;
    }
    passed.push(outcome.client);
  }
  const outcome = await passHop(request, request.host, -1, passed.at(-1) ?? null);
  if (outcome.kind !== 'connected') {
    close();
    return outcome;
  }
  passed.push(outcome.client);
  const fingerprint = sha256Fingerprint(Buffer.from(outcome.hostKey.key, 'base64'));
  return {
    kind: 'connected',
    connection: { client: outcome.client, address: addressOf(request.host), fingerprint, close },
  };
}

type PassOutcome =
  | { readonly kind: 'connected'; readonly client: Client; readonly hostKey: HostKey }
  | Exclude<ReachOutcome, { kind: 'reached' }>;

async function passHop(
  request: ConnectionRequest,
  hop: Hop,
  index: number,
  before: Client | null,
): Promise<PassOutcome> {
  const login = await gatherLogin(hop, (kind) => request.secret(index, kind));
  const label = index === -1 ? hop.host : `jump host ${index + 1} (${hop.host})`;
  // Without a secret the host key is judged all the same: it is what a first connection is about.
  const material = login.kind === 'ready' ? login.material : null;
  const outcome = await tryHop(request, hop, label, material, before);
  return outcome.kind === 'no-login' ? whyNoLogin(login, hop, index) : shown(outcome, hop, index);
}

function whyNoLogin(login: LoginOutcome, { user, host }: Hop, index: number): PassOutcome {
  switch (login.kind) {
    case 'secret-missing':
      return { kind: 'secret-missing', hop: index, user, host, secret: login.secret };
    case 'failed':
      return login;
    case 'ready':
      throw new Error('a hop with a login did not use it');
    default:
      return assertNever(login, 'login outcome');
  }
}

async function tryHop(
  request: ConnectionRequest,
  hop: Hop,
  label: string,
  material: LoginMaterial | null,
  before: Client | null,
): Promise<HopOutcome> {
  const readyTimeoutMs = request.readyTimeoutMs ?? READY_TIMEOUT_MS;
  const way = await openWay(before, hop, label, readyTimeoutMs);
  if ('error' in way) return { kind: 'failed', error: way.error };
  const outcome = await connectHop({
    hop,
    label,
    material,
    through: way.through,
    readyTimeoutMs,
    signal: request.signal,
  });
  if (outcome.kind !== 'failed' || outcome.error.code !== 'no-common-algorithm') return outcome;
  return { kind: 'failed', error: await nameOffers(outcome.error, before, hop, label, readyTimeoutMs) };
}

async function nameOffers(
  error: AppError,
  before: Client | null,
  hop: Hop,
  label: string,
  timeoutMs: number,
): Promise<AppError> {
  const way = await openWay(before, hop, label, timeoutMs);
  const through = 'error' in way ? null : way.through;
  const offers = await readOffers({ host: hop.host, port: hop.port, through }, timeoutMs);
  const kind = NEGOTIATED[String(error.params.kind)];
  if (!kind) return error;
  return { ...error, params: { ...error.params, kind: kind.name, offered: offers.get(kind.offer) ?? '' } };
}

/** A stream to the hop: null for a direct connection, else a forwarding channel of the hop before. */
async function openWay(
  before: Client | null,
  hop: Hop,
  label: string,
  timeoutMs: number,
): Promise<{ readonly through: Duplex | null } | { readonly error: AppError }> {
  if (!before) return { through: null };
  return new Promise((resolve) => {
    const refuse = (reason: string) =>
      resolve({ error: { code: 'host-unreachable', params: { host: label, port: hop.port, reason } } });
    const timer = setTimeout(() => refuse('the jump host before it got no answer in time'), timeoutMs);
    before.forwardOut('127.0.0.1', 0, hop.host, hop.port, (error, channel) => {
      clearTimeout(timer);
      if (error) refuse(`the jump host before it cannot reach it: ${error.message}`);
      else resolve({ through: channel });
    });
  });
}

function shown(outcome: Exclude<HopOutcome, { kind: 'no-login' }>, hop: Hop, index: number): PassOutcome {
  switch (outcome.kind) {
    case 'connected':
    case 'failed':
      return outcome;
    case 'host-key-unknown':
      return { kind: outcome.kind, offered: showHostKey(outcome.offered, hop, index) };
    case 'host-key-changed':
      return {
        kind: outcome.kind,
        offered: showHostKey(outcome.offered, hop, index),
        pinnedSha256: sha256Fingerprint(Buffer.from(outcome.pinned.key, 'base64')),
        pinnedType: outcome.pinned.type,
      };
    default:
      return assertNever(outcome, 'hop outcome');
  }
}

function showHostKey(hostKey: HostKey, hop: Hop, index: number): ShownHostKey {
  const blob = Buffer.from(hostKey.key, 'base64');
  return {
    hop: index,
    host: hop.host,
    port: hop.port,
    type: hostKey.type,
    key: hostKey.key,
    sha256: sha256Fingerprint(blob),
    md5: md5Fingerprint(blob),
  };
}

/** `user@host:port`, for messages. */
function addressOf(hop: Hop): string {
  return `${hop.user}@${hop.host}:${hop.port}`;
}
