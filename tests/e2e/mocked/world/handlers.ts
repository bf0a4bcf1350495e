import { type AppError, fail } from '../../../../shared/errors/app-error';
import type { InspectProgress } from '../../../../shared/manifest';
import { reduceRun } from '../../../../shared/restore/reduce-run';
import type { LogEvent, RunEvent } from '../../../../shared/restore/run-event';
import { emptyRunState } from '../../../../shared/restore/run-state';
import { stateBeforeRun } from '../../../../shared/restore/run-state-of-job';
import { settingsSchema } from '../../../../shared/settings';
import type { ReachOutcome } from '../../../../shared/target-checks';
import type { ContractDouble, PartialHandlers } from '../../../support/contract-double';
import { invalidManifest, validManifest } from './archive';
import { toldByHost } from './host-jobs';
import { downInPlaceJob, jobList } from './jobs';
import { blockedPlan, planFor, unhealthyPlan } from './plan';
import { untilCutover, untilLoad, untilStalled } from './run';
import { checklist, discovery, holdings, offeredKey, targetList } from './targets';
import { waysOn } from './ways-on';

/** What a page asks for in its address: `?scene=blocked,cutover&theme=dark&language=es`. */
export interface Scene {
  readonly flags: ReadonlySet<string>;
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'es';
}

const unreachable: AppError = {
  code: 'host-unreachable',
  params: { host: 'tukitickets.duckdns.org', port: 22, reason: 'ETIMEDOUT' },
};

const HALF_READ: InspectProgress = {
  bytesRead: 388_214_000,
  bytesTotal: 612_402_118,
  entries: 2_118,
  mediaFiles: 1_930,
  tables: 17,
  rows: 3_904_221,
};

/** Main of the mocked world: realistic answers, and runs whose events a test can send on. */
export function worldHandlers(scene: Scene, double: () => ContractDouble): PartialHandlers {
  const has = (flag: string) => scene.flags.has(flag);
  let settings = settingsSchema.parse({
    version: 1,
    theme: scene.theme,
    language: scene.language,
    backupCommand: has('empty') ? '' : './02_backup_before_destroy.sh tukiprod us-central1',
    backupFolder: has('empty') ? '' : '/home/sebastian/tukifull/backup',
  });
  let targets = has('empty') ? [] : [...targetList];
  let run: readonly RunEvent[] = [];
  const gone = new Set<string>();
  const jobs = has('empty') ? [] : has('down') ? [downInPlaceJob, ...jobList.slice(1)] : [...jobList];
  const play = (jobId: string, events: readonly RunEvent[]) => {
    run = events;
    setTimeout(() => {
      double().publish.restore.events({ jobId, events: [...events] });
      const last = events.at(-1);
      if (last?.type === 'finished') double().publish.jobs.changed({ job: last.job });
    }, 0);
  };

  const reachOf = (name: string): ReachOutcome => {
    const known = targets.find(({ profile }) => profile.name === name);
    if (name === 'dako-lab') return { kind: 'host-key-unknown', offered: offeredKey };
    if (name === 'tuki-staging') {
      const { user, host } = known?.profile.host ?? { user: 'deploy', host: 'staging.example.org' };
      return { kind: 'secret-missing', hop: -1, user, host, secret: 'password' };
    }
    if (name.endsWith('region-b')) {
      const offered = { ...offeredKey, host: known?.profile.host.host ?? '' };
      return {
        kind: 'host-key-changed',
        offered,
        pinnedSha256: 'SHA256:Q1sJ0kNlq2b8Vt3xY7mZ1oPeRwTuIyGhJkLmNbVcXzA',
        pinnedType: 'ssh-ed25519',
      };
    }
    return { kind: 'reached', milliseconds: 84 };
  };

  const startRun = (): string => {
    const scenes = [
      ['cutover', untilCutover],
      ['stalled', untilStalled],
    ] as const;
    const write = scenes.find(([flag]) => has(flag))?.[1] ?? untilLoad;
    const writer = write(Date.now());
    play(writer.jobId, writer.events);
    return writer.jobId;
  };

  return {
    archive: {
      choose: async () => ({ path: validManifest.path }),
      inspect: ({ path, inspectionId }) => {
        setTimeout(() => double().publish.archive.progress({ inspectionId, ...HALF_READ }), 30);
        if (has('inspecting')) return new Promise(() => undefined);
        const manifest = path === invalidManifest.path || has('invalid') ? invalidManifest : validManifest;
        return new Promise((resolve) => setTimeout(() => resolve({ kind: 'inspected', manifest }), 60));
      },
      cancelInspect: async () => ({}),
      recent: async () => ({
        archives: has('empty')
          ? []
          : [validManifest, invalidManifest].map(({ path, filename, bytes, valid, inspectedAt }) => ({
              path,
              filename,
              bytes,
              valid,
              inspectedAt,
            })),
      }),
      pack: async () => ({ path: validManifest.path }),
      chooseFolder: async () => ({ path: '/home/sebastian/tukifull/backup/backups-20260201-120000' }),
    },
    targets: {
      list: async () => ({ targets }),
      save: async ({ profile, replaces }) => {
        const summary = {
          profile,
          secrets: 'none-needed' as const,
          lastRestoreAt: null,
          lastRestoreStatus: null,
        };
        targets = [...targets.filter((known) => known.profile.name !== replaces), summary];
        return summary;
      },
      remove: async ({ name }) => {
        targets = targets.filter(({ profile }) => profile.name !== name);
        return {};
      },
      reach: async ({ name }) => reachOf(name),
      test: async () => checklist,
      discover: async () => ({ kind: 'discovered', discovery }),
      trust: async () => ({ hostKey: { type: offeredKey.type, key: offeredKey.key } }),
      setSecret: async () => ({ kept: 'keychain' }),
      forgetSecrets: async () => ({}),
      chooseKey: async () => ({ path: '/home/sebastian/.ssh/id_ed25519' }),
      holdings: async () => ({ ...holdings, items: holdings.items.filter(({ id }) => !gone.has(id)) }),
      prune: async ({ name, confirm, items }) => {
        if (confirm !== name) throw fail('confirm-mismatch', { expected: name, given: confirm });
        for (const id of items) gone.add(id);
        const removed = holdings.items.filter(({ id }) => items.includes(id));
        for (const [place, job] of jobs.entries()) {
          // As main does: the history must not promise a way back that is gone.
          if (removed.some((item) => item.group === 'old-pairs' && item.job === job.id)) {
            jobs[place] = { ...job, old_pair: null };
          }
        }
        const freed = removed.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
        return { removed, kept: [], freed_bytes: freed, error: null };
      },
    },
    restore: {
      plan: async ({ options }) =>
        planFor(options, has('blocked') ? blockedPlan : has('unhealthy') ? unhealthyPlan : {}),
      start: async ({ confirm, target }) => {
        if (confirm !== target) throw fail('confirm-mismatch', { expected: target, given: confirm });
        return { kind: 'started', jobId: startRun() };
      },
      cancel: async ({ jobId }) => {
        const last = run.at(-1);
        const event: RunEvent = {
          type: 'cancel-requested',
          jobId,
          seq: (last?.seq ?? 0) + 1,
          at: new Date().toISOString(),
        };
        run = [...run, event];
        double().publish.restore.events({ jobId, events: [event] });
        return { kind: 'asked' };
      },
      ...waysOn({ jobs, play, held: has('held') }),
      jobsOnHost: async ({ target }) => {
        if (has('host-slow')) return new Promise(() => undefined);
        if (has('host-silent')) return { kind: 'not-told', error: unreachable };
        return has('host-empty') || target !== 'tuki-production'
          ? { kind: 'told', jobs: [] }
          : toldByHost(jobs);
      },
      active: async () => {
        if (has('active')) startRun();
        return { runs: [] };
      },
      snapshot: async ({ jobId }) => {
        if (run[0]?.jobId !== jobId) return { state: null };
        const job = jobs.find(({ id }) => id === jobId);
        return { state: run.reduce(reduceRun, job ? stateBeforeRun(job) : emptyRunState(jobId)) };
      },
    },
    jobs: {
      list: async ({ status, target, search }) => {
        const found = jobs.filter(
          (job) =>
            (status === null || job.status === status) &&
            (target === null || job.target === target) &&
            (search === '' || `${job.target} ${job.original_filename} ${job.error_message}`.includes(search)),
        );
        return { jobs: found, total: jobs.length };
      },
      show: async ({ jobId }) => {
        const job = jobs.find(({ id }) => id === jobId);
        if (!job) throw fail('job-not-found', { job: jobId });
        return { job };
      },
      log: async ({ from, limit }) => {
        const lines =
          run.length > 0 ? run.filter((event): event is LogEvent => event.type === 'log') : longLog();
        return { lines: lines.slice(from, from + limit), total: lines.length };
      },
      exportLog: async () => ({ path: '/home/sebastian/7c1d22ab.log' }),
      saveReport: async () => ({ saved: true }),
      openReport: async () => ({}),
    },
    terminal: {
      open: async ({ target }) => {
        const terminalId = crypto.randomUUID();
        const prompt = target === null ? 'sebastian@laptop:~$ ' : 'deploy@tuki:~$ ';
        setTimeout(() => double().publish.terminal.data({ terminalId, data: prompt }), 20);
        return { terminalId, title: target ?? 'sh' };
      },
      write: async ({ terminalId, data }) => {
        double().publish.terminal.data({ terminalId, data: data.replaceAll('\r', '\r\n') });
        return {};
      },
      resize: async () => ({}),
      close: async () => ({}),
    },
    settings: {
      get: async () => settings,
      set: async (next) => {
        settings = next;
        return settings;
      },
    },
    app: {
      info: async () => ({
        version: '0.1.0',
        electron: '45.4.1',
        chrome: '142.0.7444.59',
        node: '24.4.1',
        dataFolder: '/home/sebastian/.local/share/restore-console',
        logFolder: '/home/sebastian/.local/share/restore-console/logs',
        systemLocale: 'en-GB',
        platform: 'linux x64',
      }),
      openFolder: async () => ({}),
      copyText: async () => ({}),
      saveText: async ({ suggestedName }) => ({ path: `/home/sebastian/${suggestedName}` }),
    },
  };
}

/** The log of a finished run, long enough to need a virtual list. */
function longLog(): LogEvent[] {
  return untilCutover(Date.parse('2026-02-04T12:11:40Z')).events.filter(
    (event): event is LogEvent => event.type === 'log',
  );
}
