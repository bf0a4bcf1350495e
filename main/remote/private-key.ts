import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ParsedKey, utils } from 'ssh2';
import { type AppError, fail, toAppError } from '../../shared/errors/app-error';

/** A private key ready to sign with, or why there is none. */
export type PrivateKeyOutcome =
  | { readonly kind: 'loaded'; readonly key: ParsedKey }
  | { readonly kind: 'passphrase-needed' }
  | { readonly kind: 'unreadable'; readonly error: AppError };

/** A path as a person writes it: `~` is the home folder of the operator. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/**
 * Reads a private key in any format OpenSSH writes: its own, PEM (PKCS#1, SEC1) and PKCS#8, encrypted or not.
 * `key-unreadable` says which of the usual mistakes it is: no such file, the .pub, wrong passphrase.
 */
export async function loadPrivateKey(path: string, passphrase: string | null): Promise<PrivateKeyOutcome> {
  const file = expandHome(path);
  try {
    return parsePrivateKey(await readFile(file), file, passphrase);
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? readReason(thrown.code) : null;
    if (reason === null) return { kind: 'unreadable', error: toAppError(thrown) };
    return unreadable(file, reason);
  }
}

function parsePrivateKey(content: Buffer, path: string, passphrase: string | null): PrivateKeyOutcome {
  const text = content.toString('latin1');
  if (!text.includes('PRIVATE KEY') && !text.startsWith('PuTTY-User-Key-File')) {
    const publicKey = /^(ssh-|ecdsa-|sk-)|PUBLIC KEY/.test(text);
    return unreadable(path, publicKey ? 'this is the public key' : 'this is not a private key');
  }
  if (/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return parsePkcs8(text, path, passphrase);
  return fromSsh2(utils.parseKey(content, passphrase ?? undefined), path);
}

function fromSsh2(parsed: ParsedKey | Error, path: string): PrivateKeyOutcome {
  // An array comes for a file with several keys in it: OpenSSH writes one.
  const key: ParsedKey | Error = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!(key instanceof Error)) return { kind: 'loaded', key };
  if (/no passphrase given/.test(key.message)) return { kind: 'passphrase-needed' };
  if (/bad passphrase|integrity check|bad decrypt|BAD_DECRYPT/i.test(key.message)) {
    return unreadable(path, 'the passphrase is wrong');
  }
  if (/type: sk-/.test(key.message)) {
    return unreadable(path, 'a key on a security token works only through the agent');
  }
  return unreadable(path, key.message);
}

/** ssh2 does not read PKCS#8 (`ssh-keygen -m PKCS8`); Node does, and writes what ssh2 reads. */
function parsePkcs8(text: string, path: string, passphrase: string | null): PrivateKeyOutcome {
  if (text.includes('ENCRYPTED') && passphrase === null) return { kind: 'passphrase-needed' };
  let key: KeyObject;
  try {
    key = createPrivateKey(passphrase === null ? text : { key: text, passphrase });
  } catch {
    return unreadable(path, text.includes('ENCRYPTED') ? 'the passphrase is wrong' : 'the file is damaged');
  }
  return fromSsh2(utils.parseKey(rewritten(key)), path);
}

function rewritten(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    case 'ed25519':
      return openSshEd25519(key);
    default:
      throw fail('key-unreadable', { path: '', reason: `key type ${key.asymmetricKeyType ?? 'unknown'}` });
  }
}

/** An Ed25519 key in OpenSSH's own format (PROTOCOL.key), the only one ssh2 reads it from. */
function openSshEd25519(key: KeyObject): string {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  const secret = Buffer.from(d, 'base64url');
  const publicPart = Buffer.from(x, 'base64url');
  const type = field('ssh-ed25519');
  const publicBlob = Buffer.concat([type, field(publicPart)]);
  const check = Buffer.alloc(8);
  const inner = [check, type, field(publicPart), field(Buffer.concat([secret, publicPart])), field('')];
  const length = inner.reduce((sum, part) => sum + part.length, 0);
  const padding = Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(Buffer.concat([...inner, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function readReason(code: unknown): string | null {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'the file may not be read';
  if (code === 'EISDIR') return 'this is a folder';
  return null;
}

function unreadable(path: string, reason: string): PrivateKeyOutcome {
  return { kind: 'unreadable', error: { code: 'key-unreadable', params: { path, reason } } };
}
