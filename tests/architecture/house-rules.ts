import type { Violation } from './layers';
import { type Node, nameOf, type SourceFile } from './source-file';

const MOST_LINES = 400;
/** Sentences in two languages are data: one line each, in the order of the codes. */
const DATA = /^(shared\/errors\/catalogue-(en|es)\.ts|renderer\/locales\/)/;

/** Files that are too long to hold one idea. */
export function lengthViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((file) => file.lines > MOST_LINES && !DATA.test(file.path))
    .map((file) => `${file.path} has ${file.lines} lines; ${MOST_LINES} is the most`);
}

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|config|d))*\.tsx?$/;
const EMPTY_WORDS = /(^|-)(utils?|helpers|manager|common|misc|impl)(-|\.)/;

/**
 * Names that are not kebab-case, or say nothing. A `helper` is a container here; `renderer/locales` has `common` as a
 * name space of i18next.
 */
export function nameViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path }) => {
    const name = path.split('/').at(-1) ?? path;
    if (!KEBAB.test(name)) return [`${path} is not named in kebab-case`];
    if (EMPTY_WORDS.test(name) && !path.startsWith('renderer/locales/'))
      return [`${path} has a name that says nothing`];
    return [];
  });
}

/** Files that only hand on the exports of others. */
export function barrelViolations(files: readonly SourceFile[]): Violation[] {
  return files.filter((file) => file.barrel).map((file) => `${file.path} is a barrel`);
}

const PRESET_NAME = /backtuki|tuki_production|tuki_user/;
const PRESETS = /^main\/targets\/presets\//;

/** Names of the first user's containers, database and role, written into code: they belong to a preset. */
export function presetViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((file) => !PRESETS.test(file.path))
    .flatMap((file) =>
      file.nodes
        .map(textOf)
        .filter((text) => text !== null && PRESET_NAME.test(text))
        .map(
          (text) =>
            `${file.path} names a preset's part: ${text?.match(/[\w-]*(backtuki|tuki_production|tuki_user)[\w-]*/)?.[0]}`,
        ),
    );
}

function textOf({ type, value }: Node): string | null {
  if (type === 'Literal' && typeof value.value === 'string') return value.value;
  if (type === 'JSXText' && typeof value.value === 'string') return value.value;
  if (type === 'TemplateElement') return JSON.stringify(value.value);
  return null;
}

const WINDOW_FILE = 'renderer/bridge/client.ts';

/** Uses of the page's global object elsewhere than in the bridge's client. */
export function windowViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((file) => file.path.startsWith('renderer/') && file.path !== WINDOW_FILE)
    .flatMap((file) =>
      file.nodes
        .filter((node) => ['window', 'globalThis'].includes(nameOf(node.value) ?? '') && !isOnlyAName(node))
        .map((node) => `${file.path} touches ${nameOf(node.value)}, which is for ${WINDOW_FILE} alone`),
    );
}

/** True for `x.window`, `{ window: 1 }` and the like, which are no use of a variable. */
function isOnlyAName({ parent, key }: Node): boolean {
  if (parent === null) return false;
  const plain = parent.value.computed !== true;
  if (parent.type === 'MemberExpression' && key === 'property') return plain;
  if (parent.type === 'ImportSpecifier') return key === 'imported';
  if (key === 'key') return plain && parent.value.shorthand !== true;
  return parent.type.startsWith('TS');
}

/** What Electron 25's Node 18.15 lacks; lowering the syntax does not bring it back. */
const MISSING_IN_NODE_18 = new Set([
  'URL.canParse',
  'Array.fromAsync',
  'Promise.withResolvers',
  'Promise.try',
  'AbortSignal.any',
  'Symbol.dispose',
  'Symbol.asyncDispose',
  'Object.groupBy',
  'Map.groupBy',
  'util.styleText',
  'process.getBuiltinModule',
]);

/** Uses, in main and shared, of what is missing in Node 18.15. */
export function oldRuntimeViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((file) => /^(main|shared)\//.test(file.path))
    .flatMap((file) =>
      file.nodes
        .map(newApi)
        .filter((name) => name !== null)
        .map((name) => `${file.path} uses ${name}, which Node 18.15 lacks or CommonJS forbids`),
    );
}

function newApi({ type, value }: Node): string | null {
  if (type === 'MetaProperty') return 'import.meta';
  if (type === 'VariableDeclaration' && String(value.kind).includes('using')) return 'using';
  if (type === 'ImportSpecifier' && nameOf(value.imported) === 'styleText') return 'util.styleText';
  if (type !== 'MemberExpression') return null;
  const name = `${nameOf(value.object)}.${nameOf(value.property)}`;
  return MISSING_IN_NODE_18.has(name) ? name : null;
}

const ROOT_FILES = new Set([
  'package.json',
  'package-lock.json',
  'electron-builder.yml',
  'electron.vite.config.ts',
  'tsconfig.json',
  'biome.json',
  'README.md',
  '.gitignore',
  '.ci',
  'main',
  'renderer',
  'shared',
  'tests',
]);

/** Things in the root that the design does not put there. `names` are those under version control. */
export function rootViolations(names: readonly string[]): Violation[] {
  return names.filter((name) => !ROOT_FILES.has(name)).map((name) => `${name} does not belong into the root`);
}
