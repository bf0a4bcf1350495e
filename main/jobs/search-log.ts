import { type FileHandle, open } from 'node:fs/promises';
import { logEventSchema } from '../../shared/restore/run-event';

const CHUNK_BYTES = 256 * 1024;
/** A line longer than this is passed over: what is kept of a file stays bounded. */
const LONGEST_LINE = 1024 * 1024;

/** How much of the logs one search may still read. */
export interface ReadBudget {
  bytes: number;
}

/**
 * Whether a line of a job's log says these words, whatever their case. Read in chunks that let others run between them,
 * up to the first line that does, to the end of the budget or to the signal: then it is no.
 */
export async function logSays(
  file: string,
  words: string,
  budget: ReadBudget,
  signal: AbortSignal,
): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return false;
  try {
    return await chunksSay(handle, words.toLowerCase(), budget, signal);
  } finally {
    await handle.close();
  }
}

async function chunksSay(
  handle: FileHandle,
  words: string,
  budget: ReadBudget,
  signal: AbortSignal,
): Promise<boolean> {
  // As the words stand in JSON: a chunk without them is not taken apart.
  const written = JSON.stringify(words).slice(1, -1);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  while (budget.bytes > 0 && !signal.aborted) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return false;
    budget.bytes -= bytesRead;
    const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const end = data.lastIndexOf(10) + 1;
    const lines = data.subarray(0, end).toString('utf8');
    if (lines.toLowerCase().includes(written) && lines.split('\n').some((line) => lineSays(line, words))) {
      return true;
    }
    rest = data.length - end > LONGEST_LINE ? Buffer.alloc(0) : Buffer.from(data.subarray(end));
  }
  return false;
}

/** By what the line says, not by how it is kept: every line has `level` in it. */
function lineSays(line: string, words: string): boolean {
  if (line === '') return false;
  try {
    const event = logEventSchema.safeParse(JSON.parse(line));
    return event.success && event.data.text.toLowerCase().includes(words);
  } catch {
    return false;
  }
}
