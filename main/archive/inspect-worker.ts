import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '../../shared/errors/app-error';
import { inspectArchive } from './inspect-archive';
import { throttled } from './throttled';
import type { WorkerInput, WorkerMessage } from './worker-messages';

/** Entry of the inspection thread: one archive, then it ends. */
async function main(input: WorkerInput): Promise<void> {
  const cancel = new AbortController();
  parentPort?.once('message', () => cancel.abort());
  const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
  try {
    const outcome = await inspectArchive(input.path, {
      recordsFile: input.recordsFile,
      signal: cancel.signal,
      onProgress: throttled((progress) => tell({ kind: 'progress', progress })),
      ...(input.limits === undefined ? {} : { limits: input.limits }),
    });
    tell({ kind: 'outcome', outcome });
  } catch (error) {
    tell({ kind: 'failed', error: toAppError(error) });
  }
  parentPort?.close();
}

const input: WorkerInput = workerData;
void main(input);
