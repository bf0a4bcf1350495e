import { fail } from '../../../shared/errors/app-error';
import type { CutoverListener } from '../ports/cutover';
import type { RemoteHost } from '../ports/host';
import { isCutoverPart, type JournalEntry, parseJournalLine } from './journal';

/** How far a console has read journal and log, and what the journal said. Lives over a reconnect. */
export interface FollowState {
  journalLines: number;
  logLines: number;
  readonly entries: JournalEntry[];
}

export function newFollowState(): FollowState {
  return { journalLines: 0, logLines: 0, entries: [] };
}

/**
 * Follows a running script until it has ended, one call over SSH: every line once. Gives the script's state after
 * that: `final <word>` or `unfinished` when it died. A lost connection is thrown; the script goes on by itself.
 */
export async function followScript(
  host: RemoteHost,
  script: string,
  state: FollowState,
  listener: CutoverListener,
): Promise<string> {
  let ended: string | null = null;
  const take = lineSplitter((line) => {
    const text = line.slice(2);
    if (line.startsWith('J ')) takeJournalLine(text, state, listener);
    else if (line.startsWith('L ')) {
      state.logLines += 1;
      if (text !== '') listener.log('info', 'host', text);
    } else if (line.startsWith('E ')) ended = text;
  });
  const argv = ['sh', script, 'follow', String(state.journalLines), String(state.logLines)];
  const result = await host.exec(argv, { onStdout: take });
  if (ended !== null) return ended;
  throw fail(
    'command-failed',
    { command: argv.join(' '), exitCode: result.exitCode ?? -1 },
    {
      evidence: {
        command: argv,
        exitCode: result.exitCode,
        signal: result.signal,
        stderrTail: result.stderr,
      },
    },
  );
}

/** Counts a journal line and tells the listener what it means. */
function takeJournalLine(line: string, state: FollowState, listener: CutoverListener): void {
  state.journalLines += 1;
  const entry = parseJournalLine(line);
  if (!entry) return;
  state.entries.push(entry);
  tell(entry, listener);
}

function tell(entry: JournalEntry, listener: CutoverListener): void {
  const { state, action, detail } = entry;
  if (state === 'note') {
    tellNote(action, detail, listener);
    return;
  }
  if (isCutoverPart(action)) listener.part(action, state);
  if (state === 'failed') listener.log('error', 'console', `${action} failed: ${detail}`);
  else
    listener.log(
      'info',
      'console',
      detail === '' ? `${action}: ${state}` : `${action}: ${state} (${detail})`,
    );
}

function tellNote(action: string, detail: string, listener: CutoverListener): void {
  switch (action) {
    case 'downtime':
      listener.downtime(detail === 'ended' ? 'ended' : 'began');
      return;
    case 'killed':
      listener.log(
        'warning',
        'console',
        `${detail.replace(/^\d+ /, '')} did not end in its time and was killed`,
      );
      return;
    case 'restarted':
      listener.log(
        'warning',
        'console',
        `${detail.replace(/^\d+ /, '')} was started again by something else; stopped again`,
      );
      return;
    case 'health-accepted':
      listener.log('warning', 'console', `The site is not healthy (${detail}); accepted as before`);
      return;
    case 'unhealthy-now':
      listener.log(
        'warning',
        'console',
        `The site had been healthy on its new data and is not now (${detail})`,
      );
      return;
    default:
      listener.log('debug', 'console', `${action} ${detail}`);
  }
}

/** Chunks into whole lines, whatever the cuts, also inside a character. */
function lineSplitter(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
