import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resourcesEn } from '../../../renderer/locales/en/resources';
import { resourcesEs } from '../../../renderer/locales/es/resources';

const RENDERER = join(__dirname, '../../../renderer');

function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    flatten(inner, path === '' ? key : `${path}.${key}`),
  );
}

const en = new Map(flatten(resourcesEn));
const es = new Map(flatten(resourcesEs));
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test('both languages have the same keys; Spanish also has its plural of millions', () => {
  const spanish = [...es.keys()].filter((key) => !key.endsWith('_many'));
  expect(spanish.sort()).toEqual([...en.keys()].sort());
  const plurals = [...en.keys()]
    .filter((key) => key.endsWith('_other'))
    .map((key) => key.replace('_other', '_many'));
  expect([...es.keys()].filter((key) => key.endsWith('_many')).sort()).toEqual(plurals.sort());
});

test('a sentence takes the same values in both languages', () => {
  const different = [...en].filter(([key, text]) => {
    return JSON.stringify(placeholders(text)) !== JSON.stringify(placeholders(es.get(key) ?? ''));
  });
  expect(different).toEqual([]);
});

test('no sentence is empty, and none is left in English in the Spanish window', () => {
  expect([...en, ...es].filter(([, text]) => text.trim() === '')).toEqual([]);
  const same = [...en].filter(([key, text]) => es.get(key) === text && /[a-z]{3} [a-z]{3}/i.test(text));
  expect(same.map(([key]) => key)).toEqual(['common.appName', 'settings.version']);
});

/** JSX text, and attributes that are read out or shown. */
const SPOKEN =
  /(?:>\s*([^<>{}]*[A-Za-z]{2,}[^<>{}]*?)\s*<\/)|(?:\b(?:label|title|aria-label|description|alt)="([^"]+)")/g;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : path.endsWith('.tsx') ? [path] : [];
  });
}

test('no screen has words of its own: they all come from the locales', () => {
  const found = sources(RENDERER).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(SPOKEN)].map((match) => `${path}: ${match[1] ?? match[2]}`),
  );
  expect(found).toEqual([]);
});
