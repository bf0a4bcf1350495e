import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import SSHConfig from 'ssh-config';
import { type BaseAgent, createAgent } from 'ssh2';
import type { AppError } from '../../shared/errors/app-error';
import { expandHome } from './private-key';

/** An agent that answered and holds at least one key, or where none was found. */
export type AgentOutcome =
  | { readonly kind: 'found'; readonly agent: BaseAgent; readonly socket: string }
  | { readonly kind: 'not-found'; readonly error: AppError };

/** What the search reads of the world; given by tests, else the process's own. */
export interface AgentSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

const HERE: AgentSurroundings = { env: process.env, home: homedir(), platform: process.platform };
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * The operator's SSH agent. A window started from a dock inherits no SSH_AUTH_SOCK, so after the profile's own
 * socket come IdentityAgent of ~/.ssh/config (which OpenSSH prefers too), the variable, launchd's, and the places
 * where desktops and password keepers put theirs. The first that answers with a key is taken.
 */
export async function findAgent(
  wanted: { readonly socket?: string | undefined; readonly host: string; readonly user: string },
  surroundings: AgentSurroundings = HERE,
): Promise<AgentOutcome> {
  const sockets = wanted.socket ? [expandHome(wanted.socket)] : await candidates(wanted, surroundings);
  const seen: string[] = [];
  for (const socket of new Set(sockets)) {
    const agent = createAgent(socket);
    const keys = await countKeys(agent);
    if (keys !== null && keys > 0) return { kind: 'found', agent, socket };
    seen.push(keys === null ? socket : `${socket} (holds no key)`);
  }
  return {
    kind: 'not-found',
    error: { code: 'agent-not-found', params: { socket: seen.join(', ') || 'SSH_AUTH_SOCK (not set)' } },
  };
}

async function candidates(
  wanted: { readonly host: string; readonly user: string },
  { env, home, platform }: AgentSurroundings,
): Promise<string[]> {
  const configured = await identityAgent(wanted, home, env);
  const sockets = [configured, env.SSH_AUTH_SOCK];
  if (platform === 'win32') return defined([...sockets, '\\\\.\\pipe\\openssh-ssh-agent', 'pageant']);
  if (platform === 'darwin') {
    sockets.push(await launchdSocket());
    sockets.push(join(home, 'Library/Group Containers/2BUA8C4S2C.com.1password/t/agent.sock'));
  }
  const runtime = env.XDG_RUNTIME_DIR;
  if (runtime) {
    for (const name of [
      'ssh-agent.socket',
      'openssh_agent',
      'gcr/ssh',
      'keyring/ssh',
      'gnupg/S.gpg-agent.ssh',
    ]) {
      sockets.push(join(runtime, name));
    }
  }
  sockets.push(join(home, '.1password/agent.sock'), join(home, '.gnupg/S.gpg-agent.ssh'));
  return defined(sockets);
}

function defined(values: readonly (string | null | undefined)[]): string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '');
}

async function identityAgent(
  wanted: { readonly host: string; readonly user: string },
  home: string,
  env: AgentSurroundings['env'],
): Promise<string | null> {
  const text = await readFile(join(home, '.ssh/config'), 'utf8').catch(() => null);
  if (text === null) return null;
  const value = readIdentityAgent(text, wanted);
  if (value === null || value === 'none' || value === 'SSH_AUTH_SOCK') return null;
  const path = value.startsWith('$') ? (env[value.replace(/^\$\{?|\}$/g, '')] ?? '') : value;
  return path.replace(/^~(?=\/)/, home).replaceAll('%d', home);
}

/** A broken ~/.ssh/config is no reason to refuse a login that does not need it. */
function readIdentityAgent(
  text: string,
  wanted: { readonly host: string; readonly user: string },
): string | null {
  try {
    const value = SSHConfig.parse(text).compute({ Host: wanted.host, User: wanted.user }).IdentityAgent;
    return typeof value === 'string' ? value : (value?.[0] ?? null);
  } catch {
    return null;
  }
}

async function launchdSocket(): Promise<string | null> {
  const answer = await promisify(execFile)('launchctl', ['getenv', 'SSH_AUTH_SOCK']).catch(() => null);
  return answer?.stdout.trim() || null;
}

/** Null: nobody answers there. */
async function countKeys(agent: BaseAgent): Promise<number | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_TIMEOUT_MS);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      resolve(error ? null : (keys?.length ?? 0));
    });
  });
}
