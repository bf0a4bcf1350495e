import { expect, test } from 'vitest';
import { offeredOverrides, withOverride } from '../../../renderer/features/restore/overrides';
import { restoreOptionsSchema } from '../../../shared/restore/plan';
import { planFor, unhealthyPlan } from '../../e2e/mocked/world/plan';

const options = restoreOptionsSchema.parse({});

test('only what the plan found is offered to be let through', () => {
  expect(offeredOverrides(planFor(options), [])).toEqual([]);
  expect(offeredOverrides(planFor(options, unhealthyPlan), [])).toEqual(['health-failing-before']);
  const olderCode = {
    code: 'code-behind-data' as const,
    params: { names: 'events.0044', service: 'backend' },
  };
  const both = planFor(options, { ...unhealthyPlan, blockers: [olderCode] });
  expect(offeredOverrides(both, [])).toEqual(['code-behind-data', 'health-failing-before']);
});

test('what was let through stays in sight while a plan is made anew, so that it can be taken back', () => {
  expect(offeredOverrides(null, ['health-failing-before'])).toEqual(['health-failing-before']);
});

test('one override is put in or taken out without the other', () => {
  const both = withOverride(['code-behind-data'], 'health-failing-before', true);
  expect(both).toEqual(['code-behind-data', 'health-failing-before']);
  expect(withOverride(both, 'health-failing-before', true)).toEqual(both);
  expect(withOverride(both, 'code-behind-data', false)).toEqual(['health-failing-before']);
});
