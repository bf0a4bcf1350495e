import type { Reach, SourceFile } from './source-file';

/** Something that breaks a rule, in words that say where and what. */
export type Violation = string;

interface Layer {
  readonly name: string;
  readonly holds: RegExp;
  /** Layers whose files it may import, besides its own. */
  readonly mayImport: readonly string[];
  /** Single files it may import although their layer is not its to import. */
  readonly mayImportFiles?: readonly string[];
  /** npm packages and node: modules it may import; `any` for a layer that is free in this. */
  readonly packages: RegExp | 'any';
}

const ADAPTERS = ['archive', 'postgres', 'docker', 'remote', 'targets', 'jobs', 'logging'];
const SHELL_QUOTE = 'main/remote/shell-quote';
/** Free in packages but for electron, which {@link homeViolations} keeps at home. */
const ANY = 'any';

/**
 * The arrows of the design, §9: shared ← restore ← adapters ← composition ← shell and command line; the page
 * reaches main only through its bridge. A file that lies in no layer is a violation too: it has no place.
 */
const LAYERS: readonly Layer[] = [
  { name: 'shared', holds: /^shared\//, mayImport: [], packages: /^zod$/ },
  {
    name: 'restore',
    holds: /^main\/restore\//,
    mayImport: ['shared'],
    packages: /^(zod|node:(crypto|events))$/,
  },
  { name: 'logging', holds: /^main\/logging\//, mayImport: ['shared', 'restore'], packages: ANY },
  { name: 'archive', holds: /^main\/archive\//, mayImport: ['shared', 'restore', 'logging'], packages: ANY },
  { name: 'remote', holds: /^main\/remote\//, mayImport: ['shared', 'restore', 'logging'], packages: ANY },
  {
    name: 'docker',
    holds: /^main\/docker\//,
    mayImport: ['shared', 'restore', 'logging'],
    mayImportFiles: [SHELL_QUOTE],
    packages: ANY,
  },
  {
    name: 'postgres',
    holds: /^main\/postgres\//,
    mayImport: ['shared', 'restore', 'logging', 'docker'],
    mayImportFiles: [SHELL_QUOTE],
    packages: ANY,
  },
  {
    name: 'targets',
    holds: /^main\/targets\//,
    mayImport: ['shared', 'restore', 'logging', 'remote', 'docker', 'postgres'],
    packages: ANY,
  },
  { name: 'jobs', holds: /^main\/jobs\//, mayImport: ['shared', 'restore', 'logging'], packages: ANY },
  { name: 'terminal', holds: /^main\/terminal\//, mayImport: ['shared'], packages: ANY },
  { name: 'state-path', holds: /^main\/state-path\.ts$/, mayImport: [], packages: ANY },
  /** The product's version, for reports: read by whoever wires. */
  { name: 'version', holds: /^package\.json$/, mayImport: [], packages: /^$/ },
  { name: 'services', holds: /^main\/console-services\.ts$/, mayImport: ['shared'], packages: /^$/ },
  {
    name: 'composition',
    holds: /^main\/composition(\.ts$|\/)/,
    mayImport: ['shared', 'restore', 'services', 'state-path', 'version', ...ADAPTERS],
    packages: ANY,
  },
  {
    name: 'shell',
    holds: /^main\/shell\//,
    mayImport: ['shared', 'services', 'composition', 'terminal', 'state-path'],
    packages: ANY,
  },
  {
    name: 'cli',
    holds: /^main\/cli(\.ts$|\/)/,
    mayImport: ['shared', 'restore', 'services', 'composition', 'state-path'],
    packages: ANY,
  },
  {
    name: 'entry',
    holds: /^main\/index\.ts$/,
    mayImport: ['shell', 'cli', 'composition', 'state-path'],
    packages: /^electron$/,
  },
  { name: 'dropped-path', holds: /^main\/dropped-path\.ts$/, mayImport: [], packages: /^$/ },
  {
    name: 'preload',
    holds: /^main\/preload\.ts$/,
    mayImport: ['shared', 'dropped-path'],
    packages: /^electron$/,
  },
  { name: 'bridge', holds: /^renderer\/bridge\//, mayImport: ['shared'], packages: /^(zod|react)$/ },
  {
    name: 'renderer',
    holds: /^renderer\//,
    mayImport: ['shared', 'bridge'],
    packages: /^(?!node:|electron$)/,
  },
];

/** The layer a path lies in, by the first that holds it. */
function layerOf(path: string): Layer | undefined {
  return LAYERS.find((layer) => layer.holds.test(path) || layer.holds.test(`${path}.ts`));
}

/** Imports against the direction of the arrows, and files outside every layer. */
export function layerViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const layer = layerOf(file.path);
    if (!layer) return [`${file.path} lies in no layer of the design`];
    return file.reaches.flatMap((reach) => {
      const reason = whyForbidden(layer, reach);
      return reason === null ? [] : [`${file.path} imports ${reach.specifier}: ${reason}`];
    });
  });
}

function whyForbidden(layer: Layer, { file, specifier }: Reach): string | null {
  if (file === null) {
    const allowed = layer.packages === ANY || layer.packages.test(specifier);
    return allowed ? null : `${layer.name} may not use this package`;
  }
  // Styles and other assets beside a page's file are no code.
  if (layer.name === 'renderer' && /\.(css|svg|png|woff2)(\?\w+)?$/.test(specifier)) return null;
  const target = layerOf(file);
  if (!target) return 'it lies in no layer of the design';
  if (target.name === layer.name || layer.mayImport.includes(target.name)) return null;
  if (layer.mayImportFiles?.includes(file)) return null;
  return `${layer.name} may not import ${target.name}`;
}

/** Packages that have one home, so that each is known to one place only. */
const HOMES: readonly { readonly package: RegExp; readonly home: RegExp }[] = [
  { package: /^electron$/, home: /^main\/(shell\/|index\.ts$|preload\.ts$)/ },
  { package: /^ssh2$/, home: /^main\/remote\// },
  { package: /^ssh-config$/, home: /^main\/(remote|targets)\// },
  { package: /^(tar|fzstd)$/, home: /^main\/archive\// },
  { package: /^libsql$/, home: /^main\/jobs\// },
  { package: /^@napi-rs\/keyring$/, home: /^main\/targets\// },
  { package: /^node-pty$/, home: /^main\/terminal\// },
  { package: /^pino$/, home: /^main\/logging\// },
  { package: /^commander$/, home: /^main\/cli\// },
];

/** Names of electron that are used in one file only: the ends of the bridge. */
const ONE_PLACE: Readonly<Record<string, string>> = {
  ipcMain: 'main/shell/start-shell.ts',
  ipcRenderer: 'main/preload.ts',
  contextBridge: 'main/preload.ts',
};

/** Packages imported outside their home. */
export function homeViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) =>
    file.reaches.flatMap(({ specifier, names }) => {
      const stray = HOMES.some((entry) => entry.package.test(specifier) && !entry.home.test(file.path));
      const misplaced =
        specifier === 'electron' ? names.filter((name) => (ONE_PLACE[name] ?? file.path) !== file.path) : [];
      return [
        ...(stray ? [`${file.path} imports ${specifier} outside its home`] : []),
        ...misplaced.map((name) => `${file.path} imports ${name}, which is for ${ONE_PLACE[name]} alone`),
      ];
    }),
  );
}
