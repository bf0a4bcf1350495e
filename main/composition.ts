import os from 'node:os';
import path from 'node:path';
import { version } from '../package.json';
import type { Profile } from '../shared/profile';
import { LibraryInspector } from './archive/library-inspector';
import { archiveHandlers } from './composition/archive-handlers';
import { jobHandlers, watchJobs } from './composition/job-handlers';
import { createTargetSessions } from './composition/open-target';
import { createReportMaker, type ReportMaker } from './composition/report-maker';
import { newId, restoreHandlers } from './composition/restore-handlers';
import { SettingsStore } from './composition/settings-store';
import { createTargetDirectory, type TargetDirectory } from './composition/target-directory';
import { targetHandlers } from './composition/target-handlers';
import type { ConsoleServices, ServicePublishers } from './console-services';
import { SqliteArchiveLibrary } from './jobs/archive-library';
import { openHistory } from './jobs/history-database';
import { JobLogFiles } from './jobs/job-log-file';
import { SqliteJobStore } from './jobs/sqlite-job-store';
import { openAppLog } from './logging/app-log';
import { Redactor } from './logging/redact';
import { createConnector } from './remote/connector';
import type { SecretSource } from './remote/secret-source';
import type { Inspector } from './restore/inspector';
import type { JobStore } from './restore/job-store';
import { PruneService } from './restore/prune/prune-service';
import { RestoreService } from './restore/restore-service';
import { createSystemKeychain } from './targets/keychain';
import { createProfileStore } from './targets/profile-store';
import { createSecretStore } from './targets/secret-store';

export interface ConsoleOptions {
  /** Everything of this machine's console lies below it. */
  readonly stateFolder: string;
  /** Where the window hears of progress and changes; the command line listens to the services themselves. */
  readonly publish?: ServicePublishers;
}

/** The whole backend: what the command line uses, and behind `handlers` what the window calls. */
export interface ConsoleApp extends ConsoleServices {
  readonly restore: RestoreService;
  readonly jobs: JobStore;
  readonly inspector: Inspector;
  readonly targets: TargetDirectory;
  readonly reports: ReportMaker;
  readonly prune: PruneService;
}

/** Run events reach the window in batches this often: a busy log is many lines. */
const PUBLISH_EVERY_MS = 100;

/** The only place where parts meet: builds every service by its constructor and says how to let go of them. */
export async function composeConsole(options: ConsoleOptions): Promise<ConsoleApp> {
  const { stateFolder, publish } = options;
  const redactor = new Redactor();
  const { logger, folder: logFolder } = openAppLog(stateFolder, redactor);
  const history = openHistory(stateFolder);
  const jobs = new SqliteJobStore(history, new JobLogFiles(path.join(stateFolder, 'job-logs'), history));
  const library = new SqliteArchiveLibrary(history);
  const inspector = new LibraryInspector(library, path.join(stateFolder, 'inspections'), newId);
  const profiles = createProfileStore(path.join(stateFolder, 'targets'));
  const secrets = createSecretStore(createSystemKeychain());
  const connector = createConnector({ secrets: learning(secrets, redactor) });
  const sessions = createTargetSessions(connector);
  const targets = createTargetDirectory({ profiles, secrets, connector, sessions, jobs });
  const operator = { name: os.userInfo().username, machine: os.hostname(), console: version };
  const profile = (name: string): Profile => profiles.get(name);
  const prune = new PruneService({
    sessions,
    jobs,
    profile,
    operator,
    newId,
    note: ({ target, item: { kind, parts, bytes, job } }) =>
      logger.info({ event: 'pruned', target, kind, parts, bytes, job }),
  });
  const restore = new RestoreService({
    inspector,
    jobs,
    sessions,
    profile,
    clock: { now: () => new Date(), ticks: () => performance.now() },
    operator,
    redact: redactor.redact,
    newId,
  });
  const settings = new SettingsStore(stateFolder);
  const endPublishing = publish ? startPublishing(restore, jobs, publish) : () => undefined;
  logger.info({ event: 'opened', stateFolder });
  return {
    restore,
    jobs,
    inspector,
    targets,
    reports: createReportMaker({ jobs, redact: redactor.redact, consoleVersion: version }),
    prune,
    runState: (jobId) => restore.snapshot(jobId),
    logFolder,
    handlers: {
      archive: archiveHandlers(inspector, library, publish?.archive ?? SILENT),
      targets: targetHandlers(targets, jobs, prune),
      restore: restoreHandlers(restore, jobs),
      jobs: jobHandlers(jobs),
      settings: { get: async () => settings.get(), set: async (chosen) => settings.set(chosen) },
    },
    async close() {
      endPublishing();
      history.close();
      logger.info({ event: 'closed' });
    },
  };
}

const SILENT: ServicePublishers['archive'] = { progress: () => undefined };

/** Every secret that is used once is never let through a log again. */
function learning(secrets: SecretSource, redactor: Redactor): SecretSource {
  return {
    async find(target, hop, kind) {
      const secret = await secrets.find(target, hop, kind);
      if (secret !== null) redactor.learn(secret);
      return secret;
    },
  };
}

function startPublishing(restore: RestoreService, jobs: JobStore, publish: ServicePublishers): () => void {
  const waiting = new Map<string, Parameters<ServicePublishers['restore']['events']>[0]['events']>();
  const endListening = restore.listen((event) => {
    waiting.set(event.jobId, [...(waiting.get(event.jobId) ?? []), event]);
    if (event.type === 'finished') flush();
  });
  const flush = (): void => {
    for (const [jobId, events] of waiting) publish.restore.events({ jobId, events });
    waiting.clear();
  };
  const timer = setInterval(flush, PUBLISH_EVERY_MS);
  const endWatching = watchJobs(jobs, publish.jobs);
  return () => {
    endListening();
    endWatching();
    clearInterval(timer);
  };
}
