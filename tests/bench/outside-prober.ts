import { ask } from '../target/machine/http';

const ASK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 5_000;

/** One question to the health address: when it was asked (seconds of a clock that only goes on), and whether 200 came. */
export interface Sample {
  readonly askedAt: number;
  readonly healthy: boolean;
}

export interface Prober {
  /** Waits for the question under way and gives all samples in the order they were asked. */
  stop(): Promise<readonly Sample[]>;
}

/**
 * Asks an address every 100 ms, whoever works on the host behind it. One question at a time: on a busy machine
 * questions that overlap pile up until the application has no time for anything else, and the prober measures itself.
 */
export function startProber(url: string): Prober {
  const samples: Sample[] = [];
  let ended = false;
  const asking = (async () => {
    while (!ended) {
      const askedAt = performance.now() / 1000;
      const healthy = await answers(url);
      samples.push({ askedAt, healthy });
      const rest = askedAt * 1000 + ASK_EVERY_MS - performance.now();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    }
  })();
  return {
    async stop() {
      ended = true;
      await asking;
      return samples;
    },
  };
}

function answers(url: string): Promise<boolean> {
  return ask(url, { timeoutMs: ANSWER_WITHIN_MS }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/**
 * Seconds without service: from each first failure to the next success, all added up. An outage that does not end
 * counts to the last sample.
 */
export function secondsWithoutService(samples: readonly Sample[]): number {
  let seconds = 0;
  let downSince: number | null = null;
  for (const { askedAt, healthy } of samples) {
    if (!healthy) downSince ??= askedAt;
    else if (downSince !== null) {
      seconds += askedAt - downSince;
      downSince = null;
    }
  }
  const last = samples.at(-1);
  return downSince !== null && last ? seconds + last.askedAt - downSince : seconds;
}
