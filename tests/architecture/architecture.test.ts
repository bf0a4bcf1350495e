import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import * as house from './house-rules';
import { homeViolations, layerViolations } from './layers';
import { ROOT, readSources } from './source-file';

const product = readSources(['shared', 'main', 'renderer']);
const everything = [...product, ...readSources(['tests'])];

test('the product was read at all', () => {
  expect(product.length).toBeGreaterThan(50);
});

test('imports follow the arrows of the design', () => {
  expect(layerViolations(product)).toEqual([]);
});

test('each package is imported in its one home', () => {
  expect(homeViolations(product)).toEqual([]);
});

test('only the client of the bridge touches the global object of the page', () => {
  expect(house.windowViolations(product)).toEqual([]);
});

test('the names of the first user are in a preset only', () => {
  expect(house.presetViolations(product)).toEqual([]);
});

test('main and shared use nothing that the older runtime lacks', () => {
  expect(house.oldRuntimeViolations(product)).toEqual([]);
});

test('no file is longer than one idea', () => {
  expect(house.lengthViolations(everything)).toEqual([]);
});

test('files are named in kebab-case, by what they hold', () => {
  expect(house.nameViolations(everything)).toEqual([]);
});

test('no file only hands on the exports of others', () => {
  expect(house.barrelViolations(everything)).toEqual([]);
});

test('the root holds what the design puts there and nothing else', () => {
  const tracked = execFileSync('git', ['ls-files'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const names = new Set(
    tracked
      .split('\n')
      .filter(Boolean)
      .map((path) => path.split('/')[0] ?? path),
  );
  expect(house.rootViolations([...names])).toEqual([]);
});
