import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { build } from 'vite';

const ROOT = resolve(__dirname, '..', '..');
const BUILT = join(ROOT, 'out', 'renderer');
const SCREENSHOTS = join(ROOT, 'test-artefacts', 'screens');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** What a page of the mocked world is asked to be. */
export interface SceneRequest {
  /** Names of things that are different from the everyday, such as `blocked`; see mocked/world/handlers. */
  readonly scene?: string;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'es';
}

/** The built window in Electron with a double of main made from the contract. */
export interface MockedWindow {
  readonly page: Page;
  /** Errors the page wrote to its console since the last {@link open}. */
  readonly errors: string[];
  /** Loads the window anew in a scene. */
  open(request?: SceneRequest): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. Needs a screen and `npm run build` before, like the rest of the end-to-end suite. */
export async function openMockedWindow(): Promise<MockedWindow> {
  if (!existsSync(join(BUILT, 'index.html')))
    throw new Error('The window is not built: run npm run build first.');
  const folder = await mkdtemp(join(tmpdir(), 'restore-console-mocked-'));
  const [server, double] = await Promise.all([serve(BUILT), bundleDouble(folder)]);
  const app = await launch(folder);
  const page = await app.firstWindow();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript({ path: double });
  return {
    page,
    errors,
    open: async ({ scene = '', theme = 'light', language = 'en' } = {}) => {
      errors.length = 0;
      await page.goto(`${addressOf(server)}/index.html?scene=${scene}&theme=${theme}&language=${language}`);
      await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
    screenshot: async (name) => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    },
    close: async () => {
      const ended = new Promise((done) => app.process().once('exit', done));
      await app.evaluate(({ app: electron }) => electron.exit(0)).catch(() => undefined);
      await ended;
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function launch(profile: string): Promise<ElectronApplication> {
  const script = join(ROOT, 'tests', 'setup', 'electron-runtime.mjs');
  const executable =
    process.env.TEST_ELECTRON ?? execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
  // Chromium refuses to run as root with its sandbox on.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return _electron.launch({
    timeout: 120_000,
    executablePath: executable,
    args: [...switches, `--user-data-dir=${profile}`, join(ROOT, 'tests', 'e2e', 'mocked', 'app')],
  });
}

/** One script out of the double and its world, to run in the page before the window's own. */
async function bundleDouble(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'chrome114',
      minify: false,
      lib: {
        entry: join(ROOT, 'tests', 'e2e', 'mocked', 'double-entry.ts'),
        formats: ['iife'],
        name: 'mockedWorld',
        fileName: () => 'double.js',
      },
    },
  });
  return join(folder, 'double.js');
}

function serve(folder: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path);
    const body = file.startsWith(folder) ? await readFile(file).catch(() => null) : null;
    response.writeHead(body ? 200 : 204, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    });
    response.end(body ?? undefined);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server of the built window has no port.');
  return `http://127.0.0.1:${address.port}`;
}
