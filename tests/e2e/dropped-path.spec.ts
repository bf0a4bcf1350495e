import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';

/**
 * Both ways to the path of a dropped file: `webUtils` of current Electron, and `File.path` of Electron 25, which
 * has no webUtils. One of them is what the runtime here really has; the other is stood in for.
 */
let folder: string;
let file: string;
let launched: LaunchedConsole;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restore-console-drop-'));
  file = join(folder, 'copia de seguridad ñ 20260201.tar.gz');
  await writeFile(file, 'not an archive');
  launched = await launchConsole();
});
test.afterAll(async () => {
  await launched.close();
  await rm(folder, { recursive: true, force: true });
});

test('a file dropped on the window has its true path, spaces and accents included', async () => {
  await rememberDrops();
  await launched.drop(file);
  await expect.poll(() => launched.page.evaluate(() => Reflect.get(window, 'droppedPaths'))).toEqual([file]);
});

test('a file made by script has no path', async () => {
  const path = await launched.page.evaluate(() =>
    Reflect.get(window, 'restoreConsole').pathForFile(new File(['x'], 'made-up.tar.gz')),
  );
  expect(path).toBe('');
});

test('what is no file at all has no path', async () => {
  const paths = await launched.page.evaluate(() => {
    const bridge = Reflect.get(window, 'restoreConsole');
    return [bridge.pathForFile({ path: '/etc/passwd' }), bridge.pathForFile(null), bridge.pathForFile('x')];
  });
  expect(paths).toEqual(['', '', '']);
});

async function rememberDrops(): Promise<void> {
  await launched.page.evaluate(() => {
    const bridge = Reflect.get(window, 'restoreConsole');
    const paths: string[] = [];
    Reflect.set(window, 'droppedPaths', paths);
    window.addEventListener('dragover', (event) => event.preventDefault(), true);
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        for (const dropped of event.dataTransfer?.files ?? []) paths.push(bridge.pathForFile(dropped));
      },
      true,
    );
  });
}
