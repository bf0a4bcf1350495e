import { join, resolve } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, session } from 'electron';
import { toAppError } from '../../shared/errors/app-error';
import { describeError } from '../../shared/errors/error-text';
import { contract } from '../../shared/ipc/contract';
import { type Language, languageOfLocale } from '../../shared/language';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../../shared/settings';
import type { ConsoleServices, ServicePublishers } from '../console-services';
import { TerminalSessions } from '../terminal/terminal-sessions';
import { createPublishers } from './event-publisher';
import { FileDialogs } from './file-dialogs';
import { applyTheme, createHandlers } from './handlers';
import { bindContract } from './ipc-router';
import { readLaunchRequest } from './launch-request';
import { setMenu } from './menu';
import { declarePageProtocol, servePage } from './page-protocol';
import { guardQuit } from './quit-guard';
import { showRunsOutside } from './run-presence';
import { RunWatch } from './run-watch';
import { denyPermissions, isOwnSender, lockContents } from './security';
import { shellText } from './shell-text';
import { openConsoleWindow } from './window';

export interface ShellOptions {
  readonly stateFolder: string;
  /** An archive named on the command line. */
  readonly archive: string | null;
  readonly compose: (publish: ServicePublishers) => Promise<ConsoleServices>;
}

/**
 * The window's side of the program: one instance for each state folder, one window, and everything of Electron
 * that the services need not know.
 */
export async function startShell(options: ShellOptions): Promise<void> {
  // Before the lock: the lock lies in this folder, so two state folders may each have a console.
  app.setPath('userData', options.stateFolder);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  declarePageProtocol();
  lockContents();
  const shell = new Shell(options);
  shell.listen();
  await app.whenReady();
  try {
    await shell.open();
  } catch (thrown) {
    const text = describeError(toAppError(thrown), languageOfLocale(app.getLocale()));
    dialog.showErrorBox(text.title, `${text.explanation}\n${text.next}`);
    app.exit(1);
  }
}

class Shell {
  private window: BrowserWindow | null = null;
  private pageListens = false;
  private archiveToOpen: string | null;
  private settings: Settings = DEFAULT_SETTINGS;
  private services: ConsoleServices | null = null;
  private readonly watch = new RunWatch((jobId) => this.services?.runState(jobId) ?? null);
  private readonly publish = createPublishers((channel, payload) => {
    if (this.window && !this.window.isDestroyed()) this.window.webContents.send(channel, payload);
  });

  constructor(private readonly options: ShellOptions) {
    this.archiveToOpen = options.archive;
  }

  /** Takes what the system hands over; on macOS an archive can come before the app is ready. */
  listen(): void {
    app.on('window-all-closed', () => app.quit());
    app.on('second-instance', (_event, argv, folder) => this.onSecondInstance(argv, folder));
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.openArchive(path);
    });
  }

  async open(): Promise<void> {
    const services = await this.options.compose(this.servicePublishers());
    this.services = services;
    const terminals = new TerminalSessions(join(this.options.stateFolder, 'terminal'), {
      data: (terminalId, data) => this.publish.terminal.data({ terminalId, data }),
      exit: (terminalId, exitCode) => this.publish.terminal.exit({ terminalId, exitCode }),
    });
    const dialogs = new FileDialogs(
      () => this.window,
      () => this.text(),
    );
    const handlers = createHandlers({
      services,
      dialogs,
      terminals,
      stateFolder: this.options.stateFolder,
      onSettings: (settings) => this.applySettings(settings),
      onPageListens: () => this.sendWaitingArchive(),
    });
    bindContract(ipcMain, contract, handlers, {
      isTrusted: isOwnSender,
      report: (channel, error) => console.error(`${channel}: ${error.code} ${JSON.stringify(error.params)}`),
    });
    this.applySettings(settingsSchema.parse(await services.handlers.settings.get({})));
    setMenu(this.text(), {
      openArchive: () => void dialogs.chooseArchive().then((path) => path && this.openArchive(path)),
      showLogs: () => void handlers.app.openFolder({ which: 'logs' }),
    });
    showRunsOutside({
      watch: this.watch,
      window: () => this.window,
      text: () => this.text(),
      notificationsWanted: () => this.settings.notifications,
    });
    this.openWindow(async () => {
      terminals.closeAll();
      await services.close();
    });
  }

  private openWindow(close: () => Promise<void>): void {
    servePage(session.defaultSession, join(app.getAppPath(), 'out', 'renderer'));
    denyPermissions(session.defaultSession);
    const window = openConsoleWindow();
    this.window = window;
    window.on('closed', () => {
      this.window = null;
    });
    window.webContents.on('did-start-loading', () => {
      this.pageListens = false;
    });
    guardQuit(window, { watch: this.watch, language: () => this.language(), close });
  }

  private onSecondInstance(argv: readonly string[], folder: string): void {
    if (this.window?.isMinimized()) this.window.restore();
    this.window?.focus();
    const request = readLaunchRequest(argv, Boolean(process.defaultApp));
    if (request.kind === 'window' && request.archive) this.openArchive(resolve(folder, request.archive));
  }

  private sendWaitingArchive(): void {
    this.pageListens = true;
    if (this.archiveToOpen) this.openArchive(this.archiveToOpen);
  }

  /** Hands an archive to the page, at once or when it listens. */
  private openArchive(path: string): void {
    this.archiveToOpen = this.pageListens ? null : path;
    if (this.pageListens) this.publish.app.archiveOpened({ path });
  }

  private servicePublishers(): ServicePublishers {
    const { archive, jobs, restore } = this.publish;
    return {
      archive,
      jobs,
      restore: {
        events: (payload) => {
          restore.events(payload);
          this.watch.take(payload.jobId, payload.events);
        },
      },
    };
  }

  private applySettings(settings: Settings): void {
    this.settings = settings;
    applyTheme(settings);
  }

  private language(): Language {
    return this.settings.language === 'system' ? languageOfLocale(app.getLocale()) : this.settings.language;
  }

  private text() {
    return shellText(this.language());
  }
}
