import { useRef } from 'react';

export interface Sample {
  readonly at: number;
  readonly bytes: number;
}

const WINDOW_MS = 8_000;

/** Samples of the last seconds with a new one; bytes that fall (a restart from 0) begin afresh. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && next.bytes < last.bytes) return [next];
  if (last && next.bytes === last.bytes && next.at - last.at < 250) return samples;
  const kept = samples.filter(({ at }) => next.at - at <= WINDOW_MS);
  return [...kept, next];
}

/** Bytes a second over the samples; null while there is too little to say. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < 500) return null;
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}

/** Follows a growing count of bytes and gives its rate. */
export function useRate(bytes: number | null, now: number): number | null {
  const samples = useRef<readonly Sample[]>([]);
  if (bytes === null) samples.current = [];
  else samples.current = withSample(samples.current, { at: now, bytes });
  return rateOf(samples.current);
}
