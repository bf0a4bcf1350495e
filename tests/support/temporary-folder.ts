import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';

/** A fresh folder for the running test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'restore-console-test-'));
  afterFolders.push(folder);
  return folder;
}

const afterFolders: string[] = [];
afterEach(() => {
  for (const folder of afterFolders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
