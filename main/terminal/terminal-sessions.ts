import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { IPty } from 'node-pty';
import { fail } from '../../shared/errors/app-error';
import type { Profile } from '../../shared/profile';
import { sshClientConfig, TARGET_ALIAS } from './ssh-client-config';

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export interface TerminalListener {
  readonly data: (terminalId: string, data: string) => void;
  readonly exit: (terminalId: string, exitCode: number) => void;
}

interface Program {
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Removed when the program has ended. */
  readonly folder: string | null;
}

/**
 * The tabs of the Terminal screen: each a pseudo-terminal running the system's `ssh` to a target, or a local shell
 * for the backup script. Nothing the console does depends on them.
 */
export class TerminalSessions {
  private readonly sessions = new Map<string, IPty>();

  /** `folder`: where short-lived configuration files of ssh are written. */
  constructor(
    private readonly folder: string,
    private readonly listener: TerminalListener,
  ) {}

  /** Starts a terminal; `profile` null is a local shell. */
  async open(profile: Profile | null, size: TerminalSize): Promise<{ terminalId: string; title: string }> {
    // Loaded when first wanted: the console itself works where node-pty was not compiled.
    const { spawn } = await import('node-pty');
    const terminalId = randomUUID();
    const program = profile ? await this.sshTo(profile, terminalId) : localShell();
    const pty = spawn(program.file, [...program.args], {
      name: 'xterm-256color',
      cols: size.cols,
      rows: size.rows,
      cwd: homedir(),
      env: environment(),
    });
    this.sessions.set(terminalId, pty);
    pty.onData((data) => this.listener.data(terminalId, data));
    pty.onExit(({ exitCode }) => {
      this.sessions.delete(terminalId);
      if (program.folder) void rm(program.folder, { recursive: true, force: true });
      this.listener.exit(terminalId, exitCode);
    });
    return { terminalId, title: program.title };
  }

  write(terminalId: string, data: string): void {
    this.find(terminalId).write(data);
  }

  resize(terminalId: string, size: TerminalSize): void {
    this.find(terminalId).resize(size.cols, size.rows);
  }

  /** Ends a terminal's program. One that has ended by itself is fine. */
  close(terminalId: string): void {
    this.sessions.get(terminalId)?.kill();
  }

  closeAll(): void {
    for (const pty of this.sessions.values()) pty.kill();
  }

  private find(terminalId: string): IPty {
    const pty = this.sessions.get(terminalId);
    if (!pty) throw fail('invalid-request', { message: `no terminal ${terminalId}` });
    return pty;
  }

  private async sshTo(profile: Profile, terminalId: string): Promise<Program> {
    const folder = join(this.folder, terminalId);
    const configFile = join(folder, 'config');
    const knownHostsFile = join(folder, 'known_hosts');
    const files = sshClientConfig(profile, knownHostsFile);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(configFile, files.config, { mode: 0o600 });
    await writeFile(knownHostsFile, files.knownHosts, { mode: 0o600 });
    const title = `${profile.host.user}@${profile.host.host}`;
    return { title, file: 'ssh', args: ['-F', configFile, TARGET_ALIAS], folder };
  }
}

function localShell(): Program {
  const file =
    process.platform === 'win32' ? (process.env.ComSpec ?? 'cmd.exe') : (process.env.SHELL ?? '/bin/sh');
  return { title: basename(file), file, args: [], folder: null };
}

/** The operator's environment without what is Electron's and the console's own business. */
function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(ELECTRON_|CHROME_|NODE_OPTIONS$|RESTORE_CONSOLE_)/.test(entry[0]),
  );
  return Object.fromEntries(entries);
}
