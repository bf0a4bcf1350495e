import { describe, expect, test } from 'vitest';
import * as house from './house-rules';
import { homeViolations, layerViolations } from './layers';
import { parseSource } from './source-file';

/** The rules themselves, shown to see what they are for: each is given a file that breaks it, and one that does not. */
describe('the arrows', () => {
  const forbidden: readonly [path: string, text: string][] = [
    ['shared/profile.ts', "import { readFileSync } from 'node:fs';"],
    ['shared/profile.ts', "import type { Docker } from '../main/restore/ports/docker';"],
    ['main/restore/runner.ts', "import { Client } from 'ssh2';"],
    ['main/restore/steps/upload.ts', "import { quoteArgument } from '../../remote/shell-quote';"],
    ['main/restore/steps/upload.ts', "type X = import('../../docker/docker-cli').X;"],
    ['main/docker/docker-cli.ts', "import { SshRemoteHost } from '../remote/ssh-remote-host';"],
    ['main/docker/docker-cli.ts', "export { probe } from '../postgres/probe';"],
    ['main/jobs/job-store.ts', "const late = import('../targets/profile-store');"],
    ['main/jobs/job-store.ts', "const late = require('../targets/profile-store');"],
    ['main/cli/commands/plan.ts', "import { createConnector } from '../../remote/connector';"],
    ['main/shell/handlers.ts', "import { inspect } from '../archive/inspect';"],
    ['main/preload.ts', "import { readFile } from 'node:fs/promises';"],
    ['renderer/app.tsx', "import { stateFolder } from '../main/state-path';"],
    ['renderer/app.tsx', "import { join } from 'node:path';"],
    ['renderer/app.tsx', "import { ipcRenderer } from 'electron';"],
    ['main/odds-and-ends.ts', 'export const one = 1;'],
  ];
  test.each(forbidden)('%s may not: %s', (path, text) => {
    expect(layerViolations([parseSource(path, text)])).toHaveLength(1);
  });

  const allowed: readonly [path: string, text: string][] = [
    ['shared/profile.ts', "import { z } from 'zod'; import { assertNever } from './assert-never';"],
    [
      'main/restore/runner.ts',
      "import type { RemoteHost } from './ports/host'; import { fail } from '../../shared/errors/app-error';",
    ],
    ['main/docker/docker-cli.ts', "import { quoteCommand } from '../remote/shell-quote';"],
    ['main/composition.ts', "import { createConnector } from './remote/connector';"],
    ['main/index.ts', "const x = import('./composition'); const y = import('./cli/run-command-line');"],
    [
      'renderer/features/jobs/jobs-screen.tsx',
      "import { useConsole } from '../../console-context'; import './jobs.css';",
    ],
    ['renderer/stores.ts', "import { client } from './bridge/client'; import { create } from 'zustand';"],
  ];
  test.each(allowed)('%s may: %s', (path, text) => {
    expect(layerViolations([parseSource(path, text)])).toEqual([]);
  });
});

describe('homes of packages', () => {
  test('electron outside the shell is seen', () => {
    const file = parseSource('main/targets/secret-store.ts', "import { safeStorage } from 'electron';");
    expect(homeViolations([file])).toHaveLength(1);
  });
  test('a second end of the bridge is seen', () => {
    const file = parseSource('main/shell/menu.ts', "import { ipcMain } from 'electron';");
    expect(homeViolations([file])).toHaveLength(1);
  });
  test('a package at home is fine', () => {
    const file = parseSource('main/remote/ssh-connection.ts', "import { Client } from 'ssh2';");
    expect(homeViolations([file])).toEqual([]);
  });
});

const CHECKS = {
  lengthViolations: house.lengthViolations,
  barrelViolations: house.barrelViolations,
  presetViolations: house.presetViolations,
  windowViolations: house.windowViolations,
  oldRuntimeViolations: house.oldRuntimeViolations,
};

describe('house rules', () => {
  const planted: readonly [rule: keyof typeof CHECKS, path: string, text: string, fine: string][] = [
    ['lengthViolations', 'main/a.ts', 'const a = 1;\n'.repeat(401), 'const a = 1;\n'.repeat(400)],
    [
      'barrelViolations',
      'main/remote/index.ts',
      "export * from './a';\nexport { b } from './b';",
      "export { b } from './b';\nexport const c = 1;",
    ],
    [
      'presetViolations',
      'main/docker/a.ts',
      "const name = 'backtuki-db-1';",
      '// as in backtuki-db-1\nexport const one = 1;',
    ],
    [
      'presetViolations',
      'renderer/a.tsx',
      'const x = <p>tuki_production</p>;',
      'const x = <p>production</p>;',
    ],
    ['presetViolations', 'shared/a.ts', 'const x = `role tuki_user $' + '{1}`;', "const x = 'user';"],
    ['windowViolations', 'renderer/a.ts', 'window.open("x");', 'const a = { window: 1 }; a.window;'],
    ['windowViolations', 'renderer/a.ts', 'const w = { window };', "import { window as w } from './frame';"],
    ['windowViolations', 'renderer/a.ts', 'Reflect.get(globalThis, "x");', 'document.title;'],
    ['oldRuntimeViolations', 'main/a.ts', 'URL.canParse("x");', 'new URL("x");'],
    ['oldRuntimeViolations', 'shared/a.ts', 'const here = import.meta.url;', 'const here = 1;'],
    [
      'oldRuntimeViolations',
      'main/a.ts',
      "import { styleText } from 'node:util';",
      "import { format } from 'node:util';",
    ],
    [
      'oldRuntimeViolations',
      'main/a.ts',
      'function f() { using x = y(); }',
      'function f() { const x = y(); }',
    ],
  ];
  test.each(planted)('%s sees what is planted in %s', (rule, path, text, fine) => {
    const check = CHECKS[rule];
    expect(check([parseSource(path, text)]).length).toBeGreaterThan(0);
    expect(check([parseSource(path, fine)])).toEqual([]);
  });

  test.each(['main/remote/sshUtils.ts', 'main/remote/ssh-utils.ts', 'main/common.ts', 'main/job_store.ts'])(
    'the name %s is seen',
    (path) => {
      expect(house.nameViolations([parseSource(path, 'export const one = 1;')])).toHaveLength(1);
    },
  );
  test('a stray file in the root is seen', () => {
    expect(house.rootViolations(['package.json', 'notes.txt'])).toEqual([
      'notes.txt does not belong into the root',
    ]);
  });
  test('text that is no TypeScript is an error, not an empty file', () => {
    expect(() => parseSource('main/a.ts', 'const = ;')).toThrow('main/a.ts');
  });
});
