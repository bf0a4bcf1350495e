import { assertNever } from '../../../shared/assert-never';
import { fail, RestoreConsoleError } from '../../../shared/errors/app-error';
import { type Authentication, type Hop, hopSchema, profileSchema } from '../../../shared/profile';
import type { Discovery, HopSecret, ReachOutcome, ShownHostKey } from '../../../shared/target-checks';
import type { ConsoleApp } from '../../composition';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { shownKey } from './targets';

export interface DiscoverArguments {
  readonly port: string;
  readonly key?: string;
  readonly keyPassphrase?: boolean;
  readonly password?: boolean;
  readonly dockerHost?: string;
  readonly fingerprint?: string;
  readonly save?: string;
  readonly json?: boolean;
  readonly secretStdin?: boolean;
}

/** `targets discover user@host …`: what runs there, and a profile proposed from it. 3 when it was not reached. */
export async function discoverCommand(
  context: CommandContext,
  address: string,
  args: DiscoverArguments,
): Promise<number> {
  const app = await context.app();
  let hop = readHop(address, args);
  const secrets = await readSecrets(context, hop, args);
  for (;;) {
    const outcome = await app.targets.discover({
      hop,
      jumpHosts: [],
      dockerHost: args.dockerHost ?? null,
      secrets,
    });
    if (outcome.kind === 'discovered') return show(context, app, outcome.discovery, args);
    const trusted = await trustOffered(context, hop, outcome.outcome, args.fingerprint ?? null);
    if (!trusted) return EXIT.blocked;
    hop = trusted;
  }
}

/** An unknown key that the operator named or accepts is pinned for the next try; anything else ends here. */
async function trustOffered(
  context: CommandContext,
  hop: Hop,
  outcome: ReachOutcome,
  fingerprint: string | null,
): Promise<Hop | null> {
  switch (outcome.kind) {
    case 'reached':
      return hop;
    case 'failed':
      throw new RestoreConsoleError(outcome.error);
    case 'secret-missing':
      throw fail('secret-missing', { user: outcome.user, host: outcome.host, secret: outcome.secret });
    case 'host-key-changed':
      throw fail('host-key-changed', {
        host: hop.host,
        pinned: outcome.pinnedSha256,
        offered: outcome.offered.sha256,
      });
    case 'host-key-unknown': {
      const { offered } = outcome;
      const yes = await isThatHost(context, offered, fingerprint);
      return yes ? { ...hop, hostKey: { type: offered.type, key: offered.key } } : null;
    }
    default:
      return assertNever(outcome, 'reach outcome');
  }
}

/** By the fingerprint that was named, else by the operator's word. Says why not. */
async function isThatHost(
  { io }: CommandContext,
  offered: ShownHostKey,
  fingerprint: string | null,
): Promise<boolean> {
  if (fingerprint === offered.sha256) return true;
  io.err(shownKey(offered));
  if (fingerprint !== null) {
    io.err(`Expected by --fingerprint: ${fingerprint}. It is not that key: nothing was sent, nothing saved.`);
    return false;
  }
  const answer = await io.ask('Is this the key of that host? Type yes to trust it: ', { secret: false });
  if (answer === null) io.err(`Without a terminal: name the key with --fingerprint ${offered.sha256}`);
  return answer === 'yes';
}

async function show(
  context: CommandContext,
  app: ConsoleApp,
  discovery: Discovery,
  args: DiscoverArguments,
): Promise<number> {
  if (args.save !== undefined) {
    const profile = profileSchema.parse({ ...discovery.proposal, name: args.save });
    await app.targets.save(profile, null);
    context.io.err(`Saved as ${args.save}. Check it: restore-console targets test "${args.save}"`);
  }
  if (args.json || args.save === undefined) {
    context.io.out(JSON.stringify(args.json ? discovery : discovery.proposal, null, 2));
  }
  if (!args.json) {
    for (const container of discovery.containers) {
      context.io.err(`${container.role.padEnd(9)} ${container.name} (${container.because.join(', ')})`);
    }
  }
  return EXIT.ok;
}

function readHop(address: string, args: DiscoverArguments): Hop {
  const at = address.lastIndexOf('@');
  const parsed = hopSchema.safeParse({
    host: address.slice(at + 1),
    user: at > 0 ? address.slice(0, at) : '',
    port: Number(args.port),
    authentication: readAuthentication(args),
  });
  if (parsed.success) return parsed.data;
  throw fail('usage', {
    message: `user@host and a port are needed: ${parsed.error.issues[0]?.message ?? address}`,
  });
}

function readAuthentication(args: DiscoverArguments): Authentication {
  if (args.password) return { kind: 'password' };
  if (args.key !== undefined) return { kind: 'key', path: args.key, passphrase: args.keyPassphrase ?? false };
  return { kind: 'agent' };
}

async function readSecrets(
  context: CommandContext,
  hop: Hop,
  args: DiscoverArguments,
): Promise<readonly HopSecret[]> {
  const kind = args.password ? 'password' : args.keyPassphrase ? 'passphrase' : null;
  if (kind === null) return [];
  const value = args.secretStdin
    ? ((await context.io.readStdin()).split('\n')[0] ?? '')
    : await context.io.ask(`${kind} for ${hop.user}@${hop.host}: `, { secret: true });
  return value ? [{ hop: -1, kind, value }] : [];
}
