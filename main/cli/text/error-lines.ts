import type { AppError } from '../../../shared/errors/app-error';
import { describeError } from '../../../shared/errors/error-text';
import type { Language } from '../../../shared/language';
import { leftWords } from '../../../shared/phrases/phrase-text';

/** An error as lines: title with its code, why, what to do, what is left, evidence. Empty parts are left out. */
export function errorLines(error: AppError, language: Language): string {
  const text = describeError(error, language);
  const evidence = error.evidence;
  return [
    `${text.title} [${error.code}]`,
    indent(text.explanation),
    indent(text.next),
    indent(leftWords(error.left, language)),
    evidence?.where ? indent(`at ${evidence.where}`) : '',
    evidence?.command ? indent(`command: ${evidence.command.join(' ')}`) : '',
    typeof evidence?.exitCode === 'number' ? indent(`exit status: ${evidence.exitCode}`) : '',
    evidence?.stderrTail ? indent(evidence.stderrTail.trimEnd()) : '',
  ]
    .filter((line) => line.trim() !== '')
    .join('\n');
}

function indent(text: string): string {
  return text === ''
    ? ''
    : text
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n');
}
