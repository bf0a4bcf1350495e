import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assertNever } from '../../shared/assert-never';
import { RestoreConsoleError } from '../../shared/errors/app-error';
import type { InspectOutcome } from '../restore/inspector';
import type { InspectOptions } from './inspect-archive';
import type { WorkerInput, WorkerMessage } from './worker-messages';

/** A thread that does not answer a cancel within this time is ended. */
const CANCEL_GRACE_MS = 2_000;

/**
 * {@link inspectArchive} in a thread of its own, so that the window stays usable: same arguments, same outcome,
 * same errors. Progress comes at most ten times a second. Cancelled or failed, no records file is left.
 */
export async function inspectInWorker(path: string, options: InspectOptions): Promise<InspectOutcome> {
  if (options.signal?.aborted) return { kind: 'cancelled' };
  const input: WorkerInput = {
    path,
    recordsFile: options.recordsFile,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  };
  const worker = startWorker(input);
  const cancel = () => {
    worker.postMessage('cancel');
    setTimeout(() => void worker.terminate(), CANCEL_GRACE_MS).unref();
  };
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    const outcome = await outcomeOf(worker, options);
    if (outcome.kind === 'cancelled') await rm(options.recordsFile, { force: true });
    return outcome;
  } catch (error) {
    await rm(options.recordsFile, { force: true });
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}

function outcomeOf(worker: Worker, options: InspectOptions): Promise<InspectOutcome> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'progress':
          return options.onProgress?.(message.progress);
        case 'outcome':
          return resolve(message.outcome);
        case 'failed':
          return reject(new RestoreConsoleError(message.error));
        default:
          return assertNever(message, 'message of the inspection thread');
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (options.signal?.aborted) resolve({ kind: 'cancelled' });
      else reject(new Error(`the inspection thread ended by itself (${code})`));
    });
  });
}

/**
 * Built, the thread's file lies beside this one or beside its chunk folder (inside app.asar, which Electron's
 * worker threads read). From source, under tsx or vitest, it is loaded through tsx.
 */
function startWorker(workerData: WorkerInput): Worker {
  const built = [join(__dirname, 'inspect-worker.js'), join(__dirname, '..', 'inspect-worker.js')];
  const file = built.find((candidate) => existsSync(candidate));
  if (file !== undefined) return new Worker(file, { workerData });
  const source = join(__dirname, 'inspect-worker.ts');
  const loader = createRequire(source).resolve('tsx/cjs');
  // A thread inherits the parent's loaders, which under vitest and tsx are not ones a thread can use.
  return new Worker(`require(${JSON.stringify(loader)});require(${JSON.stringify(source)});`, {
    eval: true,
    execArgv: [],
    workerData,
  });
}
