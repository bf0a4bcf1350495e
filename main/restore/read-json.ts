import type { RemoteHost } from './ports/host';

/** What a file of ours on a host holds, to be judged by a schema; null where there is none, or only half of one. */
export async function readJson(host: RemoteHost, path: string): Promise<unknown> {
  const content = await host.readFile(path);
  if (content === null) return null;
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return null;
  }
}
