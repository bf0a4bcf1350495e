import { ask } from '../target/machine/http';

const ASK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

/** One question to the health address: when it was asked (seconds of a clock that only goes on), and whether 200 came. */
export interface Sample {
  readonly askedAt: number;
  readonly healthy: boolean;
}

export interface Prober {
  /** Waits for the questions under way and gives all samples in the order they were asked. */
  stop(): Promise<readonly Sample[]>;
}

/** Asks an address every 100 ms, whoever works on the host behind it; a question is not delayed by one that hangs. */
export function startProber(url: string): Prober {
  const samples: Sample[] = [];
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const askedAt = performance.now() / 1000;
    const question = ask(url, { timeoutMs: ANSWER_WITHIN_MS })
      .then(
        ({ status }) => status === 200,
        () => false,
      )
      .then((healthy) => void samples.push({ askedAt, healthy }));
    underWay.add(question);
    void question.then(() => underWay.delete(question));
  }, ASK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return samples.sort((a, b) => a.askedAt - b.askedAt);
    },
  };
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
