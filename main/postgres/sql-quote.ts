import { fail } from '../../shared/errors/app-error';

/*
 * The only place where names and values become SQL text. Our sessions run with standard_conforming_strings on
 * (session.ts), so a backslash in a literal is a backslash.
 */

/** `name` as an SQL identifier, always quoted: keywords, capitals, spaces and quotes are safe. Refuses NUL. */
export function quoteIdentifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** `schema.name`, both quoted. */
export function quoteQualified(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** `value` as an SQL string literal. Refuses NUL, which PostgreSQL text cannot hold. */
export function quoteLiteral(value: string): string {
  return `'${withoutNul(value).replaceAll("'", "''")}'`;
}

/** A row of COPY's text format: fields by tab, null as `\N`, backslash and control characters escaped. Ends with a newline. */
export function copyRow(fields: readonly (string | null)[]): string {
  return `${fields.map((field) => (field === null ? '\\N' : copyField(withoutNul(field)))).join('\t')}\n`;
}

const COPY_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function copyField(value: string): string {
  return value.replaceAll(/[\\\t\n\r]/g, (character) => COPY_ESCAPES[character] ?? character);
}

function withoutNul(value: string): string {
  if (value.includes('\0')) {
    throw fail('invalid-request', { message: 'a database name or value contains a NUL character' });
  }
  return value;
}
