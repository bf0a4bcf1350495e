import { chmod, writeFile } from 'node:fs/promises';
import { fail } from '../../../shared/errors/app-error';
import type { Language } from '../../../shared/language';
import { reportContent } from '../../restore/report/report-file';
import type { CommandContext } from '../command-context';
import { EXIT } from '../exit-code';
import { findJob } from './jobs';

/**
 * `report <job> [--html FILE] [--json] [--lang en|es]`: a readable text, or JSON; with `--html` the page goes to the
 * file, readable by its owner alone. 0, or 2 for an unknown job.
 */
export async function reportCommand(
  context: CommandContext,
  id: string,
  options: { readonly html: string | null; readonly json: boolean; readonly language: Language },
): Promise<number> {
  const app = await context.app();
  const report = app.reports.report(findJob(app, id).id, options.language);
  if (options.html !== null) await writePrivately(options.html, reportContent(report, 'html'));
  if (options.json) context.io.out(reportContent(report, 'json').trimEnd());
  else if (options.html === null) context.io.out(reportContent(report, 'text').trimEnd());
  else context.io.out(options.html);
  return EXIT.ok;
}

async function writePrivately(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, '', { mode: 0o600 });
    // A file that was there keeps its mode otherwise; closed before anything is in it.
    await chmod(path, 0o600);
    await writeFile(path, content);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw fail('usage', { message: `--html ${path}: ${reason}` }, { cause: thrown });
  }
}
