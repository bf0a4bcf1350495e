import type { ConsoleContract } from '../../shared/ipc/contract';
import type { Handlers } from '../../shared/ipc/define';
import type { LogEvent } from '../../shared/restore/run-event';

const LINES_AT_ONCE = 5_000;

/** A job's whole log as text, one line an event: time, level, step, source and words. */
export async function jobLogText(
  read: Handlers<ConsoleContract>['jobs']['log'],
  jobId: string,
): Promise<string> {
  const lines: string[] = [];
  for (;;) {
    const page = await read({ jobId, from: lines.length, limit: LINES_AT_ONCE });
    lines.push(...page.lines.map(lineOf));
    if (page.lines.length === 0 || lines.length >= page.total) return lines.join('');
  }
}

function lineOf({ at, level, step, source, text }: LogEvent): string {
  return `${at} ${level.padEnd(7)} ${step ?? '-'} ${source}: ${text}\n`;
}
