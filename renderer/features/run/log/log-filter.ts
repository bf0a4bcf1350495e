import type { LogEvent, LogLevel } from '../../../../shared/restore/run-event';
import type { StepId } from '../../../../shared/restore/steps';

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const satisfies readonly LogLevel[];

export interface LogFilter {
  /** Levels that are shown. */
  readonly levels: ReadonlySet<LogLevel>;
  /** Null: every step. */
  readonly step: StepId | null;
}

/** The lines that pass a filter. With nothing filtered the very array is given back, so the common case copies nothing. */
export function visibleLines(lines: readonly LogEvent[], filter: LogFilter): readonly LogEvent[] {
  if (filter.step === null && filter.levels.size === LOG_LEVELS.length) return lines;
  return lines.filter(
    (line) => filter.levels.has(line.level) && (filter.step === null || line.step === filter.step),
  );
}

/** Indices of the lines that contain a text, whatever the case. Empty for an empty text. */
export function matchesIn(lines: readonly LogEvent[], search: string): readonly number[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return [];
  const found: number[] = [];
  lines.forEach((line, index) => {
    if (line.text.toLowerCase().includes(wanted)) found.push(index);
  });
  return found;
}

/** Lines per level, over all steps or one. */
export function countLevels(
  lines: readonly LogEvent[],
  step: StepId | null,
): Readonly<Record<LogLevel, number>> {
  const counts: Record<LogLevel, number> = { debug: 0, info: 0, warning: 0, error: 0 };
  for (const line of lines) if (step === null || line.step === step) counts[line.level] += 1;
  return counts;
}

/** Lines as text to copy: time, step and what was said. */
export function linesAsText(lines: readonly LogEvent[], timeOf: (iso: string) => string): string {
  return lines.map((line) => `${timeOf(line.at)}  ${(line.step ?? '').padEnd(13)}  ${line.text}`).join('\n');
}
