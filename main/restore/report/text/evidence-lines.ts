import type { Evidence } from '../../../../shared/errors/app-error';
import type { ReportWords } from '../words/report-words-en';

/** What was run and what it said, a line each. */
export function evidenceLines(evidence: Evidence | null, words: ReportWords): readonly string[] {
  if (evidence === null) return [];
  const { command, exitCode, signal, stderrTail, where } = evidence;
  return [
    where ? `${words.where}: ${where}` : '',
    command ? `${words.command}: ${command.join(' ')}` : '',
    typeof exitCode === 'number' ? `${words.exit}: ${exitCode}` : '',
    signal ? `${words.signal}: ${signal}` : '',
    stderrTail?.trimEnd() ?? '',
  ].filter((line) => line !== '');
}
