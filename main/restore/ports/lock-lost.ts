/** Why a run's signal was aborted, where that was no cancel. Whoever passes an abort on passes its reason on too. */
export const LOCK_LOST = 'lock-lost';

/**
 * True when the run was aborted because another console has taken it over. Then nothing on the target is this run's to
 * touch: helpers, files and secrets that a step would clear away after a cancel are what the other one goes on with.
 */
export function isLockLost(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason === LOCK_LOST;
}
