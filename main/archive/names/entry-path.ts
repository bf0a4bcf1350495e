/** What is wrong with an entry's name or a link's target, or nothing. */
export type PathFault = 'absolute' | 'parent' | null;

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * The name without `./`, double and trailing slashes, as bytes (names need not be UTF-8), and what is wrong
 * with it. Nothing is repaired: a faulty name is reported, never stripped the way tar and busybox do.
 */
export function normalisePath(name: Buffer): { readonly path: Buffer; readonly fault: PathFault } {
  if (name[0] === SLASH) return { path: name, fault: 'absolute' };
  if (isNormal(name)) return { path: name, fault: null };
  const parts = split(name).filter((part) => part.length > 0 && !isDot(part));
  if (parts.some(isParent)) return { path: name, fault: 'parent' };
  return { path: join(parts), fault: null };
}

/**
 * True when a link stays inside `root` (a normalised folder, empty for the archive's top). A symlink's target
 * counts from the link's own folder, a hard link's from the top.
 */
export function linkStaysInside(link: Buffer, target: Buffer, root: Buffer, hard: boolean): boolean {
  if (target.length === 0 || target[0] === SLASH || target.includes(0)) return false;
  const stack = hard ? [] : split(link).slice(0, -1);
  for (const part of split(target)) {
    if (part.length === 0 || isDot(part)) continue;
    if (!isParent(part)) stack.push(part);
    else if (stack.pop() === undefined) return false;
    // A path that leaves the root on its way depends on what is outside, even if it comes back.
    if (!hard && !isBelow(stack, root)) return false;
  }
  return isBelow(stack, root);
}

function isBelow(stack: readonly Buffer[], root: Buffer): boolean {
  if (root.length === 0) return true;
  const parts = split(root);
  return stack.length >= parts.length && parts.every((part, i) => stack[i]?.equals(part));
}

/** True for the notes macOS leaves: `._name` and `.DS_Store`, at any level. */
export function isMacFile(path: Buffer): boolean {
  let start = 0;
  while (start < path.length) {
    if (path[start] === DOT) {
      if (path[start + 1] === 0x5f) return true;
      if (path[start + 1] === 0x44) {
        const end = path.indexOf(SLASH, start);
        if (path.toString('latin1', start, end === -1 ? path.length : end) === '.DS_Store') return true;
      }
    }
    const next = path.indexOf(SLASH, start);
    if (next === -1) return false;
    start = next + 1;
  }
  return false;
}

/** Control characters or bytes that are no UTF-8: such names are kept byte for byte, and shown as they can be. */
export function isUnusual(path: Buffer): boolean {
  let ascii = true;
  for (let i = 0; i < path.length; i++) {
    const byte = path[i] ?? 0;
    if (byte < 0x20 || byte === 0x7f) return true;
    if (byte >= 0x80) ascii = false;
  }
  return !ascii && !Buffer.from(path.toString('utf8'), 'utf8').equals(path);
}

function isNormal(name: Buffer): boolean {
  let start = 0;
  for (;;) {
    const next = name.indexOf(SLASH, start);
    const end = next === -1 ? name.length : next;
    if (end === start) return false;
    if (name[start] === DOT && (end === start + 1 || (end === start + 2 && name[start + 1] === DOT)))
      return false;
    if (next === -1) return true;
    start = next + 1;
  }
}

function split(path: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = path.indexOf(SLASH); at !== -1; at = path.indexOf(SLASH, start)) {
    parts.push(path.subarray(start, at));
    start = at + 1;
  }
  parts.push(path.subarray(start));
  return parts;
}

function join(parts: readonly Buffer[]): Buffer {
  const out: Buffer[] = [];
  for (const part of parts) {
    if (out.length > 0) out.push(Buffer.from('/'));
    out.push(part);
  }
  return Buffer.concat(out);
}

function isDot(part: Buffer): boolean {
  return part.length === 1 && part[0] === DOT;
}

function isParent(part: Buffer): boolean {
  return part.length === 2 && part[0] === DOT && part[1] === DOT;
}
