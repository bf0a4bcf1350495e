import { expect, test } from 'vitest';
import { scramVerifier } from '../../../main/postgres/loader-secret';
import { parseQualifiedName } from '../../../main/postgres/qualified-name';
import { copyRow, quoteIdentifier, quoteLiteral } from '../../../main/postgres/sql-quote';

test('names and values with quotes stay one name and one value', () => {
  expect(quoteIdentifier('odd "name"; DROP')).toBe('"odd ""name""; DROP"');
  expect(quoteLiteral("it's \\ one")).toBe("'it''s \\ one'");
  expect(() => quoteLiteral('a\0b')).toThrow(/NUL/);
});

test('a COPY row holds tabs, line breaks, backslashes and nulls apart', () => {
  expect(copyRow(['a\tb', 'c\nd\\.', null, ''])).toBe('a\\tb\tc\\nd\\\\.\t\\N\t\n');
});

test('names are read as pg_dump writes them, quoted or bare', () => {
  expect(parseQualifiedName('public."COPY FROM stdin;" (id) FROM stdin;')).toEqual({
    table: { schema: 'public', name: 'COPY FROM stdin;' },
    rest: ' (id) FROM stdin;',
  });
  expect(parseQualifiedName('"a ""b"".c".d')?.table).toEqual({ schema: 'a "b".c', name: 'd' });
  expect(parseQualifiedName('unqualified')).toBeNull();
});

test('the verifier is the one PostgreSQL would store for that password and salt', () => {
  // The example of RFC 7677: its password, salt and count give these keys.
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  expect(scramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});
