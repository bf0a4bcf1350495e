import { expect, test } from 'vitest';
import { LogLines, type Selection } from '../../../renderer/features/run/log/log-lines';
import type { LogEvent } from '../../../shared/restore/run-event';
import { windowParts } from '../../support/drawn-part';

const LINES = [1, 2, 3].map(
  (seq): LogEvent => ({
    type: 'log',
    jobId: 'job-1',
    seq,
    at: '2026-02-04T12:00:00Z',
    step: 'load',
    level: 'info',
    source: 'host',
    text: `line ${seq}`,
  }),
);

function drawn(lines: readonly LogEvent[], selection: Selection | null): string {
  return windowParts().draw(
    <LogLines
      lines={lines}
      version={1}
      wrap={false}
      search=""
      target={null}
      selection={selection}
      onSelect={() => undefined}
      selected={[]}
      empty="nothing"
    />,
  );
}

const ofAll = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found);

test('the line that the arrows reach is named to a screen reader, with how many there are', () => {
  const page = drawn(LINES, [0, 1]);
  const [active] = ofAll(page, /role="listbox"[^>]*aria-activedescendant="([^"]+)"/g);
  expect(active).toBeDefined();
  expect(page).toMatch(
    new RegExp(`id="${active}" role="option" aria-selected="true" aria-posinset="2" aria-setsize="3"`),
  );
  expect(ofAll(page, /aria-selected="([^"]+)"/g)).toEqual(['true', 'true', 'false']);
});

test('without a selection no line is named, and a log without lines is no list', () => {
  expect(drawn(LINES, null)).not.toContain('aria-activedescendant');
  expect(drawn([], null)).not.toContain('listbox');
});
