import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a job's report into the state folder for the system's own browser to open, readable by its owner alone. Made
 * anew each time: a job that was rolled back since reads otherwise. Gives the path, which the page never learns.
 */
export async function writeReportPage(stateFolder: string, name: string, page: string): Promise<string> {
  const folder = join(stateFolder, 'reports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  // Beside and renamed: a browser that has it open never reads half of it.
  await writeFile(`${path}.part`, page, { mode: 0o600 });
  await rename(`${path}.part`, path);
  return path;
}
