/** Bytes that mean something to the lexer. All are ASCII: in the encodings taken, no byte of another character equals one. */
export const LF = 0x0a;
export const CR = 0x0d;
export const QUOTE_MARK = 0x27;
export const DOUBLE_QUOTE = 0x22;
export const DOLLAR_SIGN = 0x24;
export const BACKSLASH = 0x5c;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const STAR = 0x2a;
export const AMPERSAND = 0x26;
export const PAREN_OPEN = 0x28;
export const PAREN_CLOSE = 0x29;
export const SEMICOLON = 0x3b;
export const DOT = 0x2e;

/** Letters, `_` and every byte beyond ASCII, as `ident_start` of psqlscan.l. */
export function isWordStart(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || byte >= 0x80;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** White space other than the newline, which ends a line and so is looked at by itself. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= CR);
}

export function isAscii(byte: number): boolean {
  return byte < 0x80;
}
