/** A relation's name as its parts. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** One spelling of a table for maps and sets; no two tables share it. */
export function tableKey(table: QualifiedName): string {
  return JSON.stringify([table.schema, table.name]);
}

/**
 * Reads `schema.name` at the start of `text` as pg_dump writes it: each part bare or in double quotes with quotes
 * doubled. Null when it is not one. `rest` is what follows.
 */
export function parseQualifiedName(
  text: string,
): { readonly table: QualifiedName; readonly rest: string } | null {
  const match = /^("(?:[^"]|"")+"|[^\s".(),;]+)\.("(?:[^"]|"")+"|[^\s".(),;]+)/.exec(text);
  const [all, schema, name] = match ?? [];
  if (all === undefined || schema === undefined || name === undefined) return null;
  return { table: { schema: unquote(schema), name: unquote(name) }, rest: text.slice(all.length) };
}

function unquote(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}
