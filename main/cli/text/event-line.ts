import { assertNever } from '../../../shared/assert-never';
import { formatBytes } from '../../../shared/format/bytes';
import { formatTimeOfDay } from '../../../shared/format/time';
import type { Language } from '../../../shared/language';
import type { RunEvent } from '../../../shared/restore/run-event';
import { errorLines } from './error-lines';

/** How much a step must have moved on before a terminal gets another progress line. */
const PROGRESS_SHARE = 0.1;

/** Turns events into lines for a person; progress only every tenth. Null: nothing to say. */
export function createEventLines(language: Language): (event: RunEvent) => string | null {
  const said = new Map<string, number>();
  return (event) => {
    const text = words(event);
    return text === null ? null : `${formatTimeOfDay(event.at)}  ${text}`;
  };

  function words(event: RunEvent): string | null {
    switch (event.type) {
      case 'run-started':
        return started(event);
      case 'step-started':
        return `${event.step}: started`;
      case 'step-progress':
        return progress(event.step, event.bytesDone, event.bytesTotal, event.detail);
      case 'step-stalled':
        return `${event.step}: nothing has moved since ${formatTimeOfDay(event.since)} (${event.watched.join(', ')}). Look at the host, or cancel.`;
      case 'step-resumed':
        return `${event.step}: moves again`;
      case 'lock-wait':
        // The log line behind it names waiter and holder.
        return event.waits.length === 0 ? `${event.step}: waits for no lock any more` : null;
      case 'step-finished':
        return `${event.step}: ${event.state}`;
      case 'cutover-part':
        return `cutover ${event.part}: ${event.state}`;
      case 'downtime':
        return event.state === 'began' ? 'The site is stopped' : 'The site serves again';
      case 'connection':
        return event.state === 'lost'
          ? `Lost the connection; trying again in ${event.retryInSeconds ?? 0} s`
          : 'Connected again';
      case 'warning':
        return `Warning: ${errorLines(event.error, language)}`;
      case 'cancel-requested':
        return 'Cancelling: the running step ends by its rule';
      case 'log':
        return event.level === 'debug'
          ? null
          : `${event.step ?? ''} ${event.source === 'host' ? '│' : '·'} ${event.text}`;
      case 'finished':
        return null;
      default:
        return assertNever(event, 'run event');
    }
  }

  function progress(step: string, done: number | null, total: number | null, detail: string): string | null {
    if (done === null || !total) return null;
    const share = done / total;
    const last = said.get(step) ?? -1;
    if (share - last < PROGRESS_SHARE && share < 1) return null;
    if (share >= 1 && last >= 1) return null;
    said.set(step, share);
    return `${step}: ${formatBytes(done, language)} of ${formatBytes(total, language)} ${detail}`;
  }
}

function started(event: Extract<RunEvent, { type: 'run-started' }>): string {
  const { turn, filename, target, recovers } = event;
  if (recovers) return `Ending on ${target} what was cut off`;
  switch (turn) {
    case undefined:
      return `Restoring ${filename} to ${target}`;
    case 'back':
      return `Rolling ${target} back to what was there before ${filename} was restored`;
    case 'forward':
      return `Taking ${target} forward again to what was restored from ${filename}`;
    default:
      return assertNever(turn, 'way of a rollback');
  }
}
