import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const ROOT = resolve(__dirname, '..', '..');
/** Where pictures of screens are kept: they are looked at, not only made. */
const SCREENSHOTS = join(ROOT, 'test-artefacts', 'screens');

export interface LaunchOptions {
  /** A state folder that outlives this window; without it each launch has a fresh one, removed at the end. */
  readonly home?: string;
  /** Arguments after the application's folder, such as an archive to open. */
  readonly args?: readonly string[];
  /** Another built application than the checkout's. */
  readonly appFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the system says its language is, such as `es-CL`. */
  readonly locale?: string;
}

/** The running console: Electron, its one page, and the ways in which an operator acts on them. */
export interface LaunchedConsole {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  /** Errors the page wrote to its console, content security violations among them. */
  readonly pageErrors: readonly string[];
  /** Drops a real file at the middle of the window as the system does: the page sees its true path. */
  drop(file: string): Promise<void>;
  /** Keeps a picture of the window as `test-artefacts/screens/<name>.png`. */
  screenshot(name: string): Promise<void>;
  /** Ends the program without its question about running restores. */
  close(): Promise<void>;
}

/** Starts the built console in real Electron. Needs a screen (`xvfb-run -a` gives one) and `npm run build` before. */
export async function launchConsole(options: LaunchOptions = {}): Promise<LaunchedConsole> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'restore-console-e2e-')));
  const app = await _electron.launch({
    timeout: 120_000,
    executablePath: electronExecutable(),
    args: [
      ...switches(options.locale),
      options.appFolder ?? process.env.TEST_APP_FOLDER ?? ROOT,
      ...(options.args ?? []),
    ],
    env: { ...plainEnvironment(), ...options.env, RESTORE_CONSOLE_HOME: home },
  });
  const page = await app.firstWindow();
  const pageErrors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  page.on('pageerror', (error) => pageErrors.push(error.message));
  await page.waitForLoadState();
  return {
    app,
    page,
    home,
    pageErrors,
    drop: (file) => dropFile(page, file),
    screenshot: async (name) => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    },
    close: async () => {
      const ended = new Promise((done) => app.process().once('exit', done));
      await app.evaluate(({ app: electron }) => electron.exit(0)).catch(() => undefined);
      await ended;
      if (options.home === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * A drag and drop by the debugging protocol: the browser process makes the `File`, so it has a path, which a file
 * made by script has not.
 */
async function dropFile(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = await page.evaluate(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
  }));
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  }
  await session.detach();
}

function electronExecutable(): string {
  if (process.env.TEST_ELECTRON) return process.env.TEST_ELECTRON;
  const script = join(ROOT, 'tests', 'setup', 'electron-runtime.mjs');
  return execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
}

function switches(locale: string | undefined): string[] {
  const list = locale ? [`--lang=${locale}`] : [];
  // Chromium refuses to run as root with its sandbox on; the page's own sandbox is asserted where it is not root.
  if (process.getuid?.() === 0) list.push('--no-sandbox');
  return list;
}

function plainEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
