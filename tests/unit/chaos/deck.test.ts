import { expect, test } from 'vitest';
import { CARDS, cardOf, faultName } from '../../chaos/deck';
import { drawScenario } from '../../chaos/scenario';

const DECK = CARDS.reduce((sum, { count }) => sum + count, 0);

test('a deck has fifty cards, so that 100 runs see each kind of fault at least twice', () => {
  expect(DECK).toBe(50);
});

test('every deck deals each kind of fault as often as it lies in it, in another order', () => {
  const dealt = [0, 1].map((deck) =>
    Array.from({ length: DECK }, (_, offset) => cardOf('a', deck * DECK + offset).name),
  );
  const sorted = CARDS.flatMap(({ count, name }) => Array.from({ length: count }, () => name)).sort();
  for (const names of dealt) expect([...names].sort()).toEqual(sorted);
  expect(dealt[0]).not.toEqual(dealt[1]);
});

test('a card draws the fault it names', () => {
  for (let index = 0; index < 200; index += 1) {
    const first = drawScenario('names', index).faults[0];
    expect(first && faultName(first.fault)).toBe(cardOf('names', index).name);
  }
});

test('the same seed and index draw the same run, another index another one', () => {
  expect(drawScenario('same', 7)).toEqual(drawScenario('same', 7));
  expect(drawScenario('same', 7)).not.toEqual(drawScenario('same', 8));
});

test('no moment is drawn that a run of its shape does not have', () => {
  for (let index = 0; index < 500; index += 1) {
    const { faults, sql, media } = drawScenario('shape', index);
    const moments = JSON.stringify(faults.map(({ moment }) => moment));
    if (!sql) expect(moments).not.toMatch(/swap|block|"load"|"merge|"verify"/);
    if (!media) expect(moments).not.toMatch(/media|catch-up/);
  }
});
