/** Control and format characters, those that turn the direction of writing among them, and odd line ends. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text with its hidden characters shown by number, except those in `kept`: what a tool said or a file is called must
 * neither steer the reader's terminal nor read as another than it is.
 */
export function visible(text: string, kept = ''): string {
  return text.replace(HIDDEN, (sign) =>
    kept.includes(sign)
      ? sign
      : `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}
