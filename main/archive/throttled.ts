import type { InspectProgress } from '../../shared/manifest';

/** Milliseconds between two reports: ten a second are smooth, more would only load the page. */
const INTERVAL_MS = 100;

/** Passes on at most ten reports a second; the one that reaches the end is always passed on. */
export function throttled(report: (progress: InspectProgress) => void): (progress: InspectProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - last < INTERVAL_MS && progress.bytesRead < progress.bytesTotal) return;
    last = now;
    report(progress);
  };
}
