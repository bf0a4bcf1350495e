import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkObjects } from '../../../main/postgres/verify/object-checks';
import { checkRows } from '../../../main/postgres/verify/row-check';
import { checkSequences } from '../../../main/postgres/verify/sequence-check';
import { describeError } from '../../../shared/errors/error-text';
import {
  checkWords,
  leftWords,
  noted,
  noteWords,
  phrase,
  purposeWords,
  reasonWords,
} from '../../../shared/phrases/phrase-text';
import { phrasesEn } from '../../../shared/phrases/phrases-en';
import { phrasesEs } from '../../../shared/phrases/phrases-es';
import { verificationCheckSchema } from '../../../shared/restore/job';
import { sampleDump } from '../../support/sample-manifest';

const MAIN = join(__dirname, '../../../main');
const flat = (phrases: object): [string, string][] =>
  Object.entries(phrases).flatMap(([group, all]: [string, object]) =>
    Object.entries(all).map(([code, text]): [string, string] => [`${group} ${code}`, String(text)]),
  );
const en = new Map(flat(phrasesEn));
const es = new Map(flat(phrasesEs));
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1]).sort();

/** The same in both languages: names of tools, signs, and words that Spanish shares. */
const SHARED = ['purposes WAL', 'purposes media'];

test('every code has words in both languages, with the same values', () => {
  expect([...es.keys()].sort()).toEqual([...en.keys()].sort());
  expect([...en, ...es].filter(([, text]) => text.trim() === '')).toEqual([]);
  expect(
    [...en].filter(([code, text]) => `${placeholders(text)}` !== `${placeholders(es.get(code) ?? '')}`),
  ).toEqual([]);
  expect([...en].filter(([code, text]) => es.get(code) === text).map(([code]) => code)).toEqual(SHARED);
});

test('what is no code is shown as it is: a tool’s own words, and those of an older job', () => {
  expect(reasonWords('ERROR: relation "x" does not exist', {}, 'es')).toBe(
    'ERROR: relation "x" does not exist',
  );
  expect(leftWords('The half-filled database was dropped.', 'es')).toBe(
    'The half-filled database was dropped.',
  );
  expect(noteWords({ note: 'missing: public.a' }, 'es')).toBe('missing: public.a');
  expect(reasonWords('constructor', {}, 'en')).toBe('constructor');
});

test('a remark is in English for JSON and logs, and in the reader’s language where it is shown', () => {
  const remark = noted([phrase('missing', { names: 'public.a' }), phrase('rows-unknown', { names: 'b' })]);
  expect(remark.note).toBe('missing: public.a; not checked, the dump does not tell: b');
  expect(noteWords(remark, 'es')).toBe('faltan: public.a; sin comprobar, el volcado no lo dice: b');
  expect(noted([])).toEqual({});
});

test('the reason of a damaged archive or dump is told in both languages', () => {
  const damaged = {
    code: 'dump-corrupt',
    params: { where: 'a.sql', reason: 'data-missing', what: 'public.a' },
  } as const;
  expect(describeError(damaged, 'en').explanation).toBe('a.sql: the data of public.a is missing.');
  expect(describeError(damaged, 'es').explanation).toBe('a.sql: faltan los datos de public.a.');
});

test('several purposes of one filesystem are told in the reader’s language', () => {
  expect(purposeWords('work directory, database', 'es')).toBe('carpeta de trabajo, base de datos');
});

describe('what verification says', () => {
  const catalogue = {
    tables: [],
    sequences: [],
    invalidIndexes: [],
    notValidated: ['a_check on public.a'],
    extensions: [],
    schemas: [],
    functions: [],
    triggers: [],
    policies: [],
    largeObjects: 0,
  };
  const dump = sampleDump({ triggers: ['t on public.a'], functions: ['public.f(integer)'] });
  const nothing = new Map<string, number>();
  const checks = [
    ...checkObjects(dump, catalogue),
    ...checkRows(dump, catalogue, {
      counted: null,
      extension: nothing,
      merged: new Map([['["public","users"]', 2]]),
      found: nothing,
    }).checks,
    checkSequences([{ schema: 'public', name: 's', largest: '9', next: '3' }]),
  ];

  test('every check and every remark of it has words in Spanish', () => {
    const names: Readonly<Record<string, string>> = phrasesEn.checks;
    expect(checks.filter((check) => names[check.name] === undefined)).toEqual([]);
    const english = checks.filter(
      (check) => check.note !== undefined && noteWords(check, 'es') === check.note,
    );
    expect(english).toEqual([]);
    expect(checks.filter((check) => checkWords(check.name, 'es') === check.name)).toEqual([]);
  });

  test('is stored and read back whole', () => {
    expect(checks.map((check) => verificationCheckSchema.parse(JSON.parse(JSON.stringify(check))))).toEqual(
      checks,
    );
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : [];
  });
}

test('no check, remark or “left” in the code has English words of its own', () => {
  const own = /\b(?:note|left): (?:'[^']* [^']*'|`[^`]*`)/g;
  const found = sources(MAIN).flatMap((path) => readFileSync(path, 'utf8').match(own) ?? []);
  expect(found).toEqual([]);
});
