import { visible } from '../visible';

/** A piece of HTML that may stand as it is. Made only by {@link html}, so no text can become markup by being forgotten. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = string | number | Markup | null | readonly (string | number | Markup | null)[];

/** HTML with every value escaped, in text and in quoted attributes alike; markup of ours passes, lists are joined. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + shown(pieces[index - 1] ?? null) + part));
}

/** Markup when there is any reason for it. */
export function when(condition: boolean, make: () => Markup): Markup | null {
  return condition ? make() : null;
}

function shown(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(shown).join('');
  return escapeText(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** A text for HTML; hidden characters but line ends and tabs are shown by their number. */
export function escapeText(text: string): string {
  return visible(text, '\n\t').replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? sign);
}
