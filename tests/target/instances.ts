import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { stateFolder } from './machine/paths';

/** Names of all instances of this state folder, half made ones included. */
export async function listInstances(): Promise<string[]> {
  return readdir(path.join(stateFolder(), 'instances')).catch(() => []);
}
