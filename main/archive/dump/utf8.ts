/** True when the bytes are valid UTF-8. (`buffer.isUtf8` is newer than the oldest runtime served.) */
export function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}
