import { expect, test } from '@playwright/test';
import { type LaunchedConsole, launchConsole } from '../support/launch-app';

/** The wall around the page, probed from inside it: what a script smuggled into the window could and could not do. */
let launched: LaunchedConsole;

test.beforeAll(async () => {
  launched = await launchConsole();
});
test.afterAll(async () => {
  await launched.close();
});

test('the page has the bridge and nothing of node', async () => {
  const seen = await launched.page.evaluate(() => ({
    bridge: Object.keys(Reflect.get(window, 'restoreConsole')).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron'].filter(
      (name) => name in window,
    ),
  }));
  expect(seen.bridge).toEqual(['listen', 'pathForFile', 'request']);
  expect(seen.node).toEqual([]);
});

test('the window is made with sandbox and context isolation, without node', async () => {
  const preferences = await launched.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const read: unknown = contents && Reflect.get(contents, 'getLastWebPreferences');
    return typeof read === 'function' ? read.call(contents) : null;
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the page arrives with a content security policy that allows no foreign or inline script', async () => {
  const answer = await launched.page.reload();
  const policy = answer?.headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("script-src 'self' 'unsafe");
});

test('an inline script, eval and the network are refused by it', async () => {
  const result = await launched.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.smuggled = true';
    document.head.append(script);
    script.remove();
    const reached = await fetch('https://example.com/').then(
      () => true,
      () => false,
    );
    return { inline: 'smuggled' in window, reached };
  });
  expect(result).toEqual({ inline: false, reached: false });
  // Playwright's own evaluate is not bound by the policy, so eval is asked for by a timer of the page.
  await launched.page.evaluate(() => setTimeout('window.evaluated = true', 0));
  await launched.page.waitForTimeout(50);
  expect(await launched.page.evaluate(() => 'evaluated' in window)).toBe(false);
});

test('a page asset outside the page folder is not served', async () => {
  const status = await launched.app.evaluate(({ net }) =>
    Promise.all(
      ['/../main/index.js', '/%2e%2e/main/index.js', '/..%2f..%2fpackage.json', '/index.html'].map((path) =>
        net.fetch(`console://window${path}`).then((answer) => answer.status),
      ),
    ),
  );
  expect(status).toEqual([404, 404, 404, 200]);
});

test('window.open opens nothing', async () => {
  const opened = await launched.page.evaluate(() => window.open('https://example.com/') !== null);
  expect(opened).toBe(false);
  expect(await windowCount()).toBe(1);
});

test('navigation leads nowhere', async () => {
  const before = launched.page.url();
  await launched.page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await launched.page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'file:///etc/hosts';
    document.body.append(link);
    link.click();
    link.remove();
  });
  await launched.page.waitForTimeout(200);
  expect(launched.page.url()).toBe(before);
  expect(before).toBe('console://window/index.html');
});

test('a file dropped beside every field does not replace the page', async () => {
  const before = launched.page.url();
  await launched.page.evaluate(() => {
    location.href = 'file:///etc/hostname';
  });
  await launched.page.waitForTimeout(100);
  expect(launched.page.url()).toBe(before);
});

test('permissions are denied, at the question and at the check', async () => {
  const answers = await launched.page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  }));
  expect(answers).toMatchObject({ notifications: 'denied', geolocation: 'denied' });
  expect(answers.camera).not.toBe('granted');
});

test('a webview cannot be embedded', async () => {
  const attached = await launched.page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.com/');
    document.body.append(view);
    const works = 'getWebContentsId' in view;
    view.remove();
    return works;
  });
  expect(attached).toBe(false);
});

test('a channel outside the contract is answered as an invalid request', async () => {
  const answers = await launched.page.evaluate(async () => {
    const bridge = Reflect.get(window, 'restoreConsole');
    return [
      await bridge.request('shell:run', { argv: ['id'] }),
      await bridge.request('archive:progress', {}),
      await bridge.request('ELECTRON_BROWSER_REQUIRE', 'fs'),
    ];
  });
  for (const answer of answers)
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
});

test('input that the contract refuses is answered with the path of what is wrong', async () => {
  const answers = await launched.page.evaluate(async () => {
    const bridge = Reflect.get(window, 'restoreConsole');
    return [
      await bridge.request('jobs:list', { limit: 'many' }),
      await bridge.request('settings:set', { version: 1, theme: 'pink' }),
      await bridge.request('jobs:show', null),
    ];
  });
  expect(answers[0]).toMatchObject({
    ok: false,
    error: { code: 'invalid-request', params: { path: 'limit' } },
  });
  expect(answers[1]).toMatchObject({
    ok: false,
    error: { code: 'invalid-request', params: { path: 'theme' } },
  });
  expect(answers[2]).toMatchObject({
    ok: false,
    error: { code: 'invalid-request', params: { channel: 'jobs:show' } },
  });
});

test('a request from a page that is not ours is refused', async () => {
  const answer = await launched.app.evaluate(async ({ BrowserWindow, app }) => {
    const preload = `${app.getAppPath()}/out/main/preload.js`;
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await stranger.loadURL('data:text/html,<h1>stranger</h1>');
    const result: unknown = await stranger.webContents.executeJavaScript(
      "restoreConsole.request('settings:get', {})",
    );
    stranger.destroy();
    return result;
  });
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
});

async function windowCount(): Promise<number> {
  return launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
}
