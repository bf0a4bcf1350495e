import { expect, test } from 'vitest';
import { TargetsScreen } from '../../../renderer/features/targets/targets-screen';
import { TerminalScreen } from '../../../renderer/features/terminal/terminal-screen';
import { production, targetList } from '../../e2e/mocked/world/targets';
import { windowParts } from '../../support/drawn-part';

const BAND = `<strong>Production</strong><span class="truncate">${production.name}</span>`;

async function withTargets() {
  const parts = windowParts({
    targets: { list: async () => ({ targets: targetList }) },
    terminal: { open: async ({ target }) => ({ terminalId: target ?? 'shell', title: 'a shell' }) },
  });
  await parts.stores.targets.getState().load();
  return parts;
}

test('the editor of a target carries its band, a new target none', async () => {
  const { stores, draw } = await withTargets();
  stores.navigation.getState().showTarget(production.name);
  expect(draw(<TargetsScreen />)).toContain(BAND);
  stores.navigation.getState().showTarget('');
  expect(draw(<TargetsScreen />)).not.toContain(BAND);
});

test('the terminal carries the band of the target its active tab is on, a shell of this machine none', async () => {
  const { stores, draw } = await withTargets();
  await stores.terminal.getState().open(production.name);
  expect(draw(<TerminalScreen visible />)).toContain(BAND);
  await stores.terminal.getState().open(null);
  expect(draw(<TerminalScreen visible />)).not.toContain(BAND);
  stores.terminal.getState().activate(production.name);
  expect(draw(<TerminalScreen visible />)).toContain(BAND);
});
