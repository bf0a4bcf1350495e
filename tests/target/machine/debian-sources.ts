import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** /etc/os-release as a record. */
export async function osRelease(): Promise<Record<string, string>> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const entries = [...text.matchAll(/^([A-Z_]+)="?(.*?)"?$/gm)].map((match) => [match[1], match[2]]);
  return Object.fromEntries(entries);
}

/** The machine's own Debian sources, to build images from the mirror this machine uses. */
export interface DebianSources {
  codename: string;
  /** One-line entries (`deb [signed-by=…] URI SUITE COMPONENTS`). */
  lines: string[];
}

/** Reads the machine's apt sources, both styles, and keeps what is Debian's own of this release. */
export async function debianSources(): Promise<DebianSources> {
  const codename = (await osRelease()).VERSION_CODENAME;
  if (codename === undefined) throw new Error('/etc/os-release names no VERSION_CODENAME');
  const lines: string[] = [];
  for (const file of await sourceFiles()) {
    const text = await readFile(file, 'utf8').catch(() => '');
    lines.push(...(file.endsWith('.sources') ? fromDeb822(text) : fromList(text)));
  }
  const suites = [codename, `${codename}-updates`, `${codename}-security`];
  const ours = lines.filter((line) => {
    const words = line.replace(/\[[^\]]*\]/, '').split(/\s+/);
    return suites.includes(words[2] ?? '') && words.includes('main');
  });
  if (!ours.some((line) => new RegExp(`\\s${codename}\\s`).test(line))) {
    throw new Error(`no apt source of this machine offers ${codename} main; add Debian's own mirror`);
  }
  return { codename, lines: [...new Set(ours)] };
}

async function sourceFiles(): Promise<string[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = await readdir(folder).catch(() => []);
  const parts = names.filter((name) => /\.(list|sources)$/.test(name)).sort();
  return ['/etc/apt/sources.list', ...parts.map((name) => path.join(folder, name))];
}

function fromList(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => /^deb\s/.test(line));
}

function fromDeb822(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap(linesOfStanza);
}

function linesOfStanza(stanza: string): string[] {
  const field = (name: string): string[] =>
    (new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1] ?? '')
      .trim()
      .split(/\s+/)
      .filter(Boolean);
  if (field('Enabled')[0] === 'no' || !field('Types').includes('deb')) return [];
  const key = field('Signed-By')[0];
  const option = key?.startsWith('/') ? `[signed-by=${key}] ` : '';
  const components = field('Components').join(' ');
  return field('URIs').flatMap((uri) =>
    field('Suites').map((suite) => `deb ${option}${uri} ${suite} ${components}`),
  );
}
