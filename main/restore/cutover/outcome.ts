import { type AppError, fail } from '../../../shared/errors/app-error';
import type { CutoverOutcome } from '../ports/cutover';
import type { CutoverFacts } from './facts';
import { acceptedHealth, downtimeSeconds, type JournalEntry, killedServices, partSeconds } from './journal';

const OLD_PAIR_IS_BACK = 'old-pair-live';
export const NOTHING_TOUCHED = 'nothing-touched';

/** The script's final word: `<completed|reversed|not-begun|needs-person> [<code> <part> <detail>]`. */
export interface FinalStatus {
  readonly word: string;
  readonly code: string;
  readonly part: string;
  readonly detail: string;
}

export function parseFinalStatus(text: string): FinalStatus {
  const match = /^(\S*) ?(\S*) ?(\S*) ?([\s\S]*)$/.exec(text.trim());
  const [, word = '', code = '', part = '', detail = ''] = match ?? [];
  return { word, code, part, detail: detail.trim() };
}

export type ScriptOutcome = CutoverOutcome | { readonly kind: 'not-begun'; readonly error: AppError | null };

/** The script's word as an outcome, with the error a person reads. Throws `internal` on a word it never says. */
export function cutoverOutcome(
  status: FinalStatus,
  entries: readonly JournalEntry[],
  facts: CutoverFacts,
): ScriptOutcome {
  const parts = partSeconds(entries);
  switch (status.word) {
    case 'completed':
      return {
        kind: 'completed',
        parts,
        killed: killedServices(entries),
        healthAccepted: acceptedHealth(entries),
        downtimeSeconds: downtimeSeconds(entries),
      };
    case 'reversed':
      return {
        kind: 'reversed',
        parts,
        error: { ...failure(status, entries, facts), left: OLD_PAIR_IS_BACK },
        downtimeSeconds: downtimeSeconds(entries),
      };
    case 'not-begun':
      return {
        kind: 'not-begun',
        error: status.code === '' ? null : { ...failure(status, entries, facts), left: NOTHING_TOUCHED },
      };
    case 'needs-person': {
      const healthy = entries.some((entry) => entry.state === 'done' && entry.action === 'health');
      return {
        kind: 'needs-person',
        error: {
          code: 'needs-person',
          params: { part: status.part, reason: status.detail || status.code },
          ...evidence(status.detail),
        },
        manual: [...engineFirst(status.detail), ...(healthy ? facts.toNew : facts.toOld)],
      };
    }
    default:
      throw fail('internal', { message: `The cutover script ended with "${status.word}"` });
  }
}

/**
 * An engine that was killed in the middle of a start can hold the port of a container that does not run, and starts
 * nothing with that port until it is itself restarted (Engine 20.10, seen); `recover` ends the cutover then.
 */
function engineFirst(detail: string): readonly string[] {
  return /port is already allocated/.test(detail)
    ? [
        '# Docker holds the port of a container that does not run: restart Docker on the host, then recover, or:',
      ]
    : [];
}

/** The first cause, by the script's code. `detail` begins with the numbers a code is told with. */
function failure(status: FinalStatus, entries: readonly JournalEntry[], facts: CutoverFacts): AppError {
  const { code, part, detail } = status;
  const [first = '', rest] = splitFirst(detail);
  switch (code) {
    case 'stop-failed':
      return { code, params: { container: rest, waited: Number(first) || 0 }, ...evidence(detail) };
    case 'sessions-remain':
      return { code, params: { database: facts.database, count: Number(first) || 0, names: rest } };
    case 'health-failed-after':
      return { code, params: { check: facts.check, found: rest, waited: Number(first) || 0 } };
    case 'start-failed':
      return { code, params: startParams(detail), ...evidence(detail) };
    case 'command-failed': {
      const [exitCode = '', output] = splitFirst(rest);
      return {
        code,
        params: { command: facts.commands[Number(first) - 1] ?? part, exitCode: Number(exitCode) },
        evidence: { exitCode: Number(exitCode), stderrTail: output },
      };
    }
    case 'container-missing':
      return { code, params: { container: detail, candidates: '' }, ...evidence(detail) };
    case 'docker-not-running':
      return { code, params: { host: facts.host }, ...evidence(detail) };
    case 'interrupted':
      return { code, params: { step: 'cutover', since: begunAt(entries) } };
    default:
      return { code: 'cutover-reversed', params: { part, reason: detail || code }, ...evidence(detail) };
  }
}

function startParams(detail: string): { container: string; reason: string } {
  const at = detail.indexOf(': ');
  return at < 0
    ? { container: detail, reason: 'docker start failed' }
    : { container: detail.slice(0, at), reason: detail.slice(at + 2) };
}

function begunAt(entries: readonly JournalEntry[]): string {
  const begun = entries.find((entry) => entry.state === 'begin' && entry.action === 'stop');
  return begun ? new Date(begun.at).toISOString() : '';
}

function evidence(detail: string): { evidence?: { stderrTail: string } } {
  return detail === '' ? {} : { evidence: { stderrTail: detail } };
}

function splitFirst(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
