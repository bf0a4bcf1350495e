import type { HealthCheck } from '../../../shared/profile';
import type { RemoteHost } from '../ports/host';
import type { Clock } from '../ports/step';

/** How often the application is asked from outside during the cutover. */
const ASK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

export interface DowntimeMeter {
  /** Ends the asking; seconds from the first failure to the first success after it, null when it never failed or cannot be asked. */
  stop(): Promise<number | null>;
}

/** Asks an HTTP health check through the SSH connection every 100 ms: what a visitor would have seen. */
export function measureDowntime(health: HealthCheck | null, host: RemoteHost, clock: Clock): DowntimeMeter {
  if (health?.kind !== 'http') return { stop: async () => null };
  let ended = false;
  let firstFailure: number | null = null;
  let firstSuccess: number | null = null;
  const asking = (async () => {
    while (!ended) {
      const askedAt = clock.ticks();
      const healthy = await answers(host, health.url, health.expectStatus);
      if (ended) break;
      if (!healthy && firstFailure === null) firstFailure = askedAt;
      if (!healthy) firstSuccess = null;
      if (healthy && firstFailure !== null && firstSuccess === null) firstSuccess = clock.ticks();
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  })();
  return {
    async stop() {
      if (!ended && firstFailure !== null && firstSuccess === null) await lastChance();
      ended = true;
      await asking;
      return firstFailure !== null && firstSuccess !== null ? (firstSuccess - firstFailure) / 1000 : null;
    },
  };

  /** The host has said healthy; the outside may be asked once more before the measure is given up. */
  async function lastChance(): Promise<void> {
    for (let tries = 0; tries < 20 && firstSuccess === null; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }
}

async function answers(host: RemoteHost, url: string, expected: number): Promise<boolean> {
  try {
    return (await host.httpGet(url, ANSWER_WITHIN_MS)).status === expected;
  } catch {
    // Any failure to answer is what a visitor sees as "down"; a lost SSH connection ends the whole step elsewhere.
    return false;
  }
}
