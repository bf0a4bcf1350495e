/** One line the script wrote: `<epoch-ms> <state> <action> [detail]`. */
export interface JournalEntry {
  /** Milliseconds since the epoch by the host's clock. */
  readonly at: number;
  readonly state: 'begin' | 'done' | 'failed' | 'note';
  readonly action: string;
  readonly detail: string;
}

const LINE = /^(\d+) (begin|done|failed|note) (\S+)(?: (.*))?$/;
const STATES = { begin: 'begin', done: 'done', failed: 'failed', note: 'note' } as const;

/** Null for an empty line, or one that a crash cut. */
export function parseJournalLine(line: string): JournalEntry | null {
  const match = LINE.exec(line);
  if (!match) return null;
  const [, at = '', word = '', action = '', detail = ''] = match;
  const state = Object.values(STATES).find((each) => each === word);
  return state ? { at: Number(at), state, action, detail } : null;
}

/** A whole journal. */
export function parseJournal(text: string): readonly JournalEntry[] {
  return text.split('\n').flatMap((line) => parseJournalLine(line) ?? []);
}

/** Parts a person follows and times, in the order they run. */
export const CUTOVER_PARTS = [
  'prepare',
  'catch-up',
  'stop',
  'block',
  'swap',
  'media',
  'before-start',
  'start',
  'health',
  'workers',
  'reverse',
] as const;

export function isCutoverPart(action: string): boolean {
  return CUTOVER_PARTS.some((part) => part === action);
}

/** Seconds of each part that ended, done or failed. A part that was repeated counts all its time. */
export function partSeconds(entries: readonly JournalEntry[]): readonly { name: string; seconds: number }[] {
  return CUTOVER_PARTS.flatMap((name) => {
    let began: number | null = null;
    let total: number | null = null;
    for (const entry of entries) {
      if (entry.action !== name) continue;
      if (entry.state === 'begin') began = entry.at;
      else if (entry.state !== 'note' && began !== null) {
        total = (total ?? 0) + (entry.at - began) / 1000;
        began = null;
      }
    }
    return total === null ? [] : [{ name, seconds: total }];
  });
}

/**
 * Seconds without service by the host's clock, from the first service stopped to health passed or the old pair back:
 * what a console that was not there from the beginning cannot measure. Null while it lasts, or where nothing was stopped.
 */
export function downtimeSeconds(entries: readonly JournalEntry[]): number | null {
  const notes = entries.filter((entry) => entry.state === 'note' && entry.action === 'downtime');
  const began = notes.find((entry) => entry.detail === 'began');
  const ended = notes.at(-1);
  if (began === undefined || ended?.detail !== 'ended') return null;
  return Math.max(0, (ended.at - began.at) / 1000);
}

/** What health said when it was let through although it did not pass; null where it passed. */
export function acceptedHealth(entries: readonly JournalEntry[]): string | null {
  return (
    entries.find((entry) => entry.state === 'note' && entry.action === 'health-accepted')?.detail ?? null
  );
}

/** The final status as the journal has it: where the disk was too full for a file of its own. Empty without one. */
export function endInJournal(entries: readonly JournalEntry[]): string {
  const ends = entries.filter((entry) => entry.state === 'done' && entry.action === 'cutover');
  return ends.at(-1)?.detail ?? '';
}

/** Names of services that had to be killed, each once. */
export function killedServices(entries: readonly JournalEntry[]): readonly string[] {
  const names = entries
    .filter((entry) => entry.state === 'note' && entry.action === 'killed')
    .map((entry) => entry.detail.replace(/^\d+ /, ''));
  return [...new Set(names)];
}
