import { expect, test } from 'vitest';
import { createClient } from '../../../renderer/bridge/client';
import { fail, RestoreConsoleError } from '../../../shared/errors/app-error';
import { createContractDouble } from '../../support/contract-double';

test('an error of main rejects with its code and parameters', async () => {
  const double = createContractDouble({
    targets: { remove: async () => Promise.reject(fail('target-not-found', { name: 'x' })) },
  });
  const call = createClient(double.bridge).call.targets.remove({ name: 'x' });
  await expect(call).rejects.toBeInstanceOf(RestoreConsoleError);
  await expect(call).rejects.toMatchObject({ error: { code: 'target-not-found', params: { name: 'x' } } });
});

test('a reply that is not what the contract says is refused', async () => {
  const bridge = {
    request: async () => ({ ok: true, value: { path: 7 } }),
    listen: () => () => undefined,
    pathForFile: () => '',
  };
  await expect(createClient(bridge).call.archive.choose({})).rejects.toThrow();
});

test('an event is parsed before a listener sees it, and a listener that ended hears nothing', () => {
  const double = createContractDouble({});
  const heard: string[] = [];
  const end = createClient(double.bridge).on.app.archiveOpened(({ path }) => heard.push(path));
  double.publish.app.archiveOpened({ path: '/a' });
  end();
  double.publish.app.archiveOpened({ path: '/b' });
  expect(heard).toEqual(['/a']);
});
