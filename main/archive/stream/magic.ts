import { BLOCK, looksLikeTar } from '../tar/tar-header';

/** What a stream is, by its first bytes. */
export type StreamKind =
  | 'empty'
  | 'gzip'
  | 'zstd'
  | 'xz'
  | 'bzip2'
  | 'lz4'
  | 'zip'
  | '7z'
  | 'rar'
  | 'lzip'
  | 'compress'
  | 'pgdump'
  | 'tar'
  | 'html'
  | 'lfs-pointer'
  | 'text'
  | 'binary';

/** Bytes needed to tell; fewer only where the stream has no more. */
export const SNIFF_BYTES = 4096;

const MAGIC: readonly (readonly [StreamKind, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50]],
  ['compress', [0x1f, 0x9d]],
  ['pgdump', [0x50, 0x47, 0x44, 0x4d, 0x50]],
];

/** Names a stream by its first {@link SNIFF_BYTES}; never by a file's name. */
export function sniff(head: Buffer): StreamKind {
  if (head.length === 0) return 'empty';
  for (const [kind, magic] of MAGIC) {
    if (magic.every((byte, i) => head[i] === byte) && isReally(kind, head)) return kind;
  }
  // zstd may begin with a frame to be skipped (pzstd writes one).
  if ((head[0] ?? 0) >> 4 === 5 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return 'zstd';
  if (looksLikeTar(head.subarray(0, BLOCK))) return 'tar';
  return sniffText(head);
}

/** `BZh` and the like are text too: bzip2 has a digit and its block magic after it. */
function isReally(kind: StreamKind, head: Buffer): boolean {
  if (kind === 'bzip2')
    return (head[3] ?? 0) >= 0x31 && (head[3] ?? 0) <= 0x39 && head[4] !== undefined && head[4] >= 0x17;
  if (kind === 'rar') return head[4] === 0x1a;
  if (kind === 'lzip') return head[4] === 0x01;
  return true;
}

function sniffText(head: Buffer): StreamKind {
  if (head.includes(0)) return 'binary';
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (text.startsWith('version https://git-lfs.github.com/')) return 'lfs-pointer';
  if (/^<(!doctype|html|\?xml|head|body|error|listbucketresult)/.test(text)) return 'html';
  return 'text';
}
