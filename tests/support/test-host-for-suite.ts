import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { InstanceOptions } from '../target/instance';
import { CannotRunHere } from '../target/machine/apt';
import { bringUpTestHost, type TestHost } from '../target/test-host';

/**
 * A test host for one test file, down again after it. Where it cannot run (no root, not Debian) the file's tests
 * are skipped and the reason is printed.
 */
export function testHostForSuite(options: InstanceOptions): () => TestHost {
  let host: TestHost | null = null;
  let reason: string | null = null;
  beforeAll(async () => {
    try {
      host = await bringUpTestHost({ ...options, fresh: true });
    } catch (thrown) {
      if (!(thrown instanceof CannotRunHere)) throw thrown;
      reason = thrown.message;
      console.warn(`Skipped: ${reason}`);
    }
  });
  beforeEach((test) => {
    if (reason !== null) test.skip(reason);
  });
  afterAll(async () => {
    await host?.down();
  });
  return () => {
    if (host) return host;
    throw new Error(reason ?? 'The test host is not up');
  };
}
