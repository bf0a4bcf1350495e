import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'vite';

export const ROOT = resolve(__dirname, '..', '..');

/** A module a file reaches for: by import, export … from, dynamic import or a type's `import('…')`. */
export interface Reach {
  /** As written: `zod`, `node:fs`, `../shared/profile`. */
  readonly specifier: string;
  /** Path from the root without extension, for a relative specifier; else null. */
  readonly file: string | null;
  /** Names taken from it, as they are called there. */
  readonly names: readonly string[];
}

/** A parsed source file, addressed from the root with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly reaches: readonly Reach[];
  readonly nodes: readonly Node[];
  /** True when the file only hands on what other files export. */
  readonly barrel: boolean;
}

/** A node of the syntax tree with its parent, as far as the rules look at it. */
export interface Node {
  readonly type: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly parent: Node | null;
  /** The property of the parent under which it hangs. */
  readonly key: string;
}

/** Reads and parses every TypeScript file below the given folders of the checkout. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => parseSource(relative(ROOT, file).split(sep).join('/'), readFileSync(file, 'utf8'))),
  );
}

/** Parses one file's text under the path it has or would have. Throws for text that is no TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message}`);
  const nodes = flatten(parsed.program);
  const body = nodes.filter((node) => node.parent?.type === 'Program' && node.key === 'body');
  return {
    path,
    lines: text.split('\n').length - 1,
    reaches: reachesOf(path, nodes),
    nodes,
    barrel: body.length > 0 && body.every((node) => isReExport(node)),
  };
}

function isReExport(node: Node): boolean {
  return (
    node.type === 'ExportAllDeclaration' ||
    (node.type === 'ExportNamedDeclaration' && node.value.source !== null)
  );
}

function reachesOf(path: string, nodes: readonly Node[]): Reach[] {
  return nodes.flatMap((node) => {
    const specifier = specifierOf(node);
    return specifier === null ? [] : [{ specifier, file: fileOf(path, specifier), names: namesOf(node) }];
  });
}

function specifierOf(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node.value.source);
    case 'CallExpression':
      return nameOf(node.value.callee) === 'require' ? literal(first(node.value.arguments)) : null;
    default:
      return null;
  }
}

function namesOf(node: Node): string[] {
  const specifiers = node.value.specifiers;
  if (!Array.isArray(specifiers)) return [];
  return specifiers.flatMap((specifier) => {
    const imported = isRecord(specifier) ? nameOf(specifier.imported) : null;
    return imported === null ? [] : [imported];
  });
}

function fileOf(path: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const target = relative(ROOT, resolve(ROOT, path, '..', specifier));
  return target
    .split(sep)
    .join('/')
    .replace(/\.tsx?$/, '');
}

function flatten(program: unknown): Node[] {
  const nodes: Node[] = [];
  const visit = (value: unknown, parent: Node | null, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, parent, key);
      return;
    }
    if (!isRecord(value)) return;
    if (typeof value.type !== 'string') return;
    const node: Node = { type: value.type, value, parent, key };
    nodes.push(node);
    for (const [name, child] of Object.entries(value)) visit(child, node, name);
  };
  visit(program, null, '');
  return nodes;
}

/** The name of an identifier node, else null. */
export function nameOf(node: unknown): string | null {
  return isRecord(node) && node.type === 'Identifier' && typeof node.name === 'string' ? node.name : null;
}

function literal(node: unknown): string | null {
  return isRecord(node) && node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
