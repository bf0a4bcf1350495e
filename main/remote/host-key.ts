import { createHash } from 'node:crypto';
import type { HostKey } from '../../shared/profile';

/** `SHA256:…` of a key blob, as `ssh-keygen -l` prints it (base64 without padding). */
export function sha256Fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** `MD5:aa:bb:…` of a key blob, as older tools and consoles print it. */
export function md5Fingerprint(blob: Buffer): string {
  const pairs = createHash('md5').update(blob).digest('hex').match(/../g) ?? [];
  return `MD5:${pairs.join(':')}`;
}

/** The key a server offered, from its wire form: a length-prefixed type name, then the key (RFC 4253 §6.6). */
export function hostKeyFromBlob(blob: Buffer): HostKey {
  const length = blob.readUInt32BE(0);
  return { type: blob.toString('latin1', 4, 4 + length), key: blob.toString('base64') };
}

/** Same type and same blob. */
export function sameHostKey(left: HostKey, right: HostKey): boolean {
  return left.type === right.type && left.key === right.key;
}

/** Signature algorithms the console speaks, best first; an RSA key signs with three of them (RFC 8332). */
const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
] as const;
const RSA: readonly string[] = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];

/**
 * The order in which host key algorithms are asked for: those of the pinned key first. A host owns several keys
 * and offers the first kind the client asks for; asked in another order it would look like a changed key.
 */
export function hostKeyAlgorithms(pinned: HostKey | undefined): (typeof ALGORITHMS)[number][] {
  const wanted = pinned?.type === 'ssh-rsa' ? RSA : [pinned?.type ?? ''];
  return [
    ...ALGORITHMS.filter((name) => wanted.includes(name)),
    ...ALGORITHMS.filter((name) => !wanted.includes(name)),
  ];
}
