/** Shorter secrets would black out half of every line; they are still never written by us. */
const SHORTEST_SECRET = 4;
const MASK = '•••';

/** A shell's words for a secret, as a manual command has them: masked, the command would not work. */
const REFERENCE = /"\$[A-Z_]+"|"\$\(cat "\$[A-Z_]+"\)"/.source;

/** Shapes that carry a secret whatever its value: what the tools on a host may print by themselves. */
const PATTERNS: readonly [RegExp, string][] = [
  [
    new RegExp(
      `\\b([A-Z_]*(?:SECRET|PASSWORD|PASSWD|TOKEN)[A-Z_]*)=(?!${MASK}|${REFERENCE})("[^"]*"|'[^']*'|\\S+)`,
      'g',
    ),
    `$1=${MASK}`,
  ],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s/@]+@/gi, `$1:${MASK}@`],
  [/(--?(?:password|passphrase|passwd|secret|token)(?:=|\s+))(?!•)("[^"]*"|'[^']*'|\S+)/gi, `$1${MASK}`],
  [/\b(PASSWORD)\s+'(?:[^']|'')*'/gi, `$1 '${MASK}'`],
  [/\b(?:pbkdf2_sha\d+|argon2\w*|bcrypt\w*|scrypt|md5)\$[^\s'",|]+/g, MASK],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, MASK],
];

/** Takes secrets out of texts: known values wherever they appear, and known shapes. One per process. */
export class Redactor {
  readonly #values = new Set<string>();

  /** From now on this value is never let through. */
  learn(secret: string): void {
    if (secret.length >= SHORTEST_SECRET) this.#values.add(secret);
  }

  readonly redact = (text: string): string => {
    let clean = text;
    for (const value of this.#values) clean = clean.replaceAll(value, MASK);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  };
}
