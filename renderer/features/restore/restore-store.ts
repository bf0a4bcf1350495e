import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { InspectProgress, Manifest } from '../../../shared/manifest';
import type { Job } from '../../../shared/restore/job';
import { type Plan, type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import type { ConsoleClient } from '../../bridge/client';

export type Stage = 'drop' | 'inspecting' | 'found' | 'target' | 'plan' | 'run';

export interface RestorePath {
  readonly stage: Stage;
  readonly path: string | null;
  readonly inspectionId: string | null;
  readonly inspectionStartedAt: number;
  readonly progress: InspectProgress | null;
  readonly manifest: Manifest | null;
  readonly target: string | null;
  readonly options: RestoreOptions;
  readonly plan: Plan | null;
  readonly planning: boolean;
  readonly confirming: boolean;
  readonly starting: boolean;
  readonly jobId: string | null;
  /** What went wrong with the last thing asked for; the stage stays, so nothing entered is lost. */
  readonly error: AppError | null;
}

export interface RestoreState extends RestorePath {
  listen(): () => void;
  choose(): Promise<void>;
  open(path: string): Promise<void>;
  /** Opens an uploaded job's archive, and makes the plan for its target of what its upload was told. */
  openUploaded(job: Job): Promise<void>;
  cancelInspection(): Promise<void>;
  reset(): void;
  goTo(stage: Stage): void;
  selectTarget(name: string): Promise<void>;
  setOptions(patch: Partial<RestoreOptions>): Promise<void>;
  /** Asks for the plan of what is chosen now; none is held when that fails. */
  makePlan(): Promise<void>;
  /** Opens the last question, only over a plan that was made of what is chosen now. */
  confirm(open: boolean): void;
  start(typed: string): Promise<void>;
}

const START: RestorePath = {
  stage: 'drop',
  path: null,
  inspectionId: null,
  inspectionStartedAt: 0,
  progress: null,
  manifest: null,
  target: null,
  options: restoreOptionsSchema.parse({}),
  plan: null,
  planning: false,
  confirming: false,
  starting: false,
  jobId: null,
  error: null,
};

/** The path from a dropped archive to a started run. What was entered stays until another archive is opened. */
export function createRestoreStore(client: ConsoleClient, newId: () => string): StoreApi<RestoreState> {
  let planAsked = 0;
  /** The operator has said for this target whether a safety backup is made: its own setting no longer counts. */
  let backupSaid = false;
  return createStore<RestoreState>()((set, get) => ({
    ...START,
    listen: () => {
      const ends = [
        client.on.archive.progress(({ inspectionId, ...progress }) => {
          if (inspectionId === get().inspectionId) set({ progress });
        }),
        client.on.app.archiveOpened(({ path }) => void get().open(path)),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    choose: async () => {
      try {
        const { path } = await client.call.archive.choose({});
        if (path !== null) await get().open(path);
      } catch (thrown) {
        set({ error: toAppError(thrown) });
      }
    },
    open: async (path) => {
      const running = get().inspectionId;
      if (running !== null) await get().cancelInspection();
      const inspectionId = newId();
      set({ ...START, stage: 'inspecting', path, inspectionId, inspectionStartedAt: Date.now() });
      try {
        const answer = await client.call.archive.inspect({ path, inspectionId });
        if (get().inspectionId !== inspectionId) return;
        if (answer.kind === 'cancelled') set(START);
        else
          set({
            stage: 'found',
            manifest: answer.manifest,
            inspectionId: null,
            options: optionsFor(answer.manifest),
          });
      } catch (thrown) {
        if (get().inspectionId === inspectionId) set({ ...START, error: toAppError(thrown) });
      }
    },
    openUploaded: async (job) => {
      await get().open(job.backup_file);
      const { stage, path, manifest, options } = get();
      if (stage !== 'found' || path !== job.backup_file || !manifest?.valid) return;
      // Another file of that name is not what lies there: it is shown as found, and goes its own way.
      if (manifest.sha256 !== job.backup_metadata.sha256) return;
      set({ options: uploadedOptions(job, options) });
      await get().selectTarget(job.target);
    },
    cancelInspection: async () => {
      const { inspectionId } = get();
      set(START);
      if (inspectionId !== null)
        await client.call.archive.cancelInspect({ inspectionId }).catch(() => undefined);
    },
    reset: () => set(START),
    goTo: (stage) => set({ stage, error: null, confirming: false }),
    selectTarget: async (name) => {
      const { target, options } = get();
      // What was let through was read of one target, and says nothing of another.
      const overrides = name === target ? options.overrides : [];
      if (name !== target) backupSaid = false;
      set({ target: name, stage: 'plan', plan: null, planning: true, options: { ...options, overrides } });
      const setting = await safetyBackupOf(client, name);
      if (get().target !== name) return;
      if (!backupSaid) set(({ options: now }) => ({ options: { ...now, safetyBackup: setting } }));
      await get().makePlan();
    },
    setOptions: async (patch) => {
      if (patch.safetyBackup !== undefined) backupSaid = true;
      set(({ options }) => ({ options: { ...options, ...patch } }));
      await get().makePlan();
    },
    makePlan: async () => {
      const { path, target, options } = get();
      if (path === null || target === null) return;
      planAsked += 1;
      const mine = planAsked;
      set({ planning: true, confirming: false, error: null });
      try {
        const plan = await client.call.restore.plan({ path, target, options });
        if (mine === planAsked) set({ plan, planning: false });
      } catch (thrown) {
        // The plan before was made of other options: nothing may be started from it.
        if (mine === planAsked) set({ plan: null, planning: false, error: toAppError(thrown) });
      }
    },
    confirm: (open) =>
      set(({ plan, planning }) => ({ confirming: open && plan !== null && !planning, error: null })),
    start: async (typed) => {
      const { path, target, options, plan, planning, starting } = get();
      if (path === null || target === null || plan === null || planning || starting) return;
      set({ starting: true, error: null });
      try {
        const answer = await client.call.restore.start({
          path,
          target,
          confirm: typed,
          options,
          plannedJobId: plan.job_id,
        });
        if (answer.kind === 'started') {
          set({ starting: false, confirming: false, stage: 'run', jobId: answer.jobId });
        } else set({ starting: false, error: answer.error });
      } catch (thrown) {
        set({ starting: false, error: toAppError(thrown) });
      }
    },
  }));
}

/** A target's own setting; one that cannot be read is taken for yes. */
async function safetyBackupOf(client: ConsoleClient, name: string): Promise<boolean> {
  const { targets } = await client.call.targets.list({}).catch(() => ({ targets: [] }));
  return targets.find(({ profile }) => profile.name === name)?.profile.safetyBackup ?? true;
}

/** What an archive lets one restore: no dump, no database; several dumps, none chosen. */
function optionsFor(manifest: Manifest): RestoreOptions {
  const only = manifest.dumps.length === 1 ? manifest.dumps[0] : undefined;
  return {
    ...START.options,
    restoreSql: manifest.dumps.length > 0,
    restoreMedia: manifest.media !== null,
    dump: only?.name ?? null,
  };
}

/** What the upload was told to bring holds, as far as the archive has it; its dump by its whole name. */
function uploadedOptions(job: Job, found: RestoreOptions): RestoreOptions {
  const { dump } = job.backup_metadata;
  return {
    ...found,
    restoreSql: found.restoreSql && job.restore_sql,
    restoreMedia: found.restoreMedia && job.restore_media,
    dump: job.restore_sql && typeof dump === 'string' ? dump : found.dump,
  };
}
