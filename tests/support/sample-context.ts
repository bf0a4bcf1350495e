import type { JobStore } from '../../main/restore/job-store';
import type { RunContext, RunProducts } from '../../main/restore/run/run-context';
import { RunRecorder } from '../../main/restore/run/run-recorder';
import type { Job } from '../../shared/restore/job';
import { restoreOptionsSchema } from '../../shared/restore/plan';
import type { LogEvent, RunEvent } from '../../shared/restore/run-event';
import type { RunState } from '../../shared/restore/run-state';
import { sampleJob } from './sample-job';
import { sampleManifest } from './sample-manifest';
import { sampleProfile } from './sample-profile';

/** A history in memory that keeps what was said, for tests of the runner. */
export class MemoryJobStore implements JobStore {
  readonly saved = new Map<string, Job>();
  readonly states = new Map<string, RunState>();
  readonly logged: LogEvent[] = [];
  create = (job: Job): void => void this.saved.set(job.id, job);
  save = (job: Job): void => void this.saved.set(job.id, job);
  get = (jobId: string): Job | null => this.saved.get(jobId) ?? null;
  find = (jobId: string): Job | null => this.get(jobId);
  list = (): { jobs: readonly Job[]; total: number } => ({
    jobs: [...this.saved.values()],
    total: this.saved.size,
  });
  search = async (): Promise<{ jobs: readonly Job[]; total: number }> => this.list();
  beginRun = (): void => undefined;
  beat = (): { cancelRequested: boolean } => ({ cancelRequested: false });
  endRun = (): void => undefined;
  requestCancel = (): boolean => false;
  isOwned = (): boolean => false;
  saveState = (state: RunState): void => void this.states.set(state.jobId, state);
  state = (jobId: string): RunState | null => this.states.get(jobId) ?? null;
  appendLog = (event: LogEvent): void => void this.logged.push(event);
  log = (): { lines: readonly LogEvent[]; total: number } => ({
    lines: this.logged,
    total: this.logged.length,
  });
  logFile = (): string => '';
  sweepInterrupted = (): readonly Job[] => [];
}

/** A context without a host: for the runner's own rules. `events` is everything the run said. */
export function sampleContext(products: RunProducts = {}): { context: RunContext; events: RunEvent[] } {
  const clock = { now: () => new Date('2026-02-01T12:00:00Z'), ticks: () => performance.now() };
  const recorder = new RunRecorder(sampleJob(), new MemoryJobStore(), clock, (text) =>
    text.replaceAll('hunter2', '•'),
  );
  const events: RunEvent[] = [];
  recorder.listen((event) => events.push(event));
  const noHost = (): Promise<never> => Promise.reject(new Error('this context has no host'));
  const context: RunContext = {
    profile: sampleProfile(),
    manifest: sampleManifest(),
    options: restoreOptionsSchema.parse({}),
    operator: { name: 'ana', machine: 'laptop' },
    inspector: {
      inspect: async () => ({ kind: 'cancelled' }),
      isUnchanged: async () => true,
      mediaRecords: async function* () {},
    },
    recorder,
    clock,
    patience: { leaveMs: 200, pauseMs: 1 },
    history: [],
    products,
    session: noHost,
    parts: noHost,
    checkpoint: async () => undefined,
    fence: async () => undefined,
    lockLost: () => false,
  };
  return { context, events };
}
