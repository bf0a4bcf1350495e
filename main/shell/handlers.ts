import { mkdir } from 'node:fs/promises';
import { app, clipboard, nativeTheme, shell } from 'electron';
import { fail } from '../../shared/errors/app-error';
import type { ConsoleContract } from '../../shared/ipc/contract';
import type { Handlers } from '../../shared/ipc/define';
import { type Profile, profileSchema } from '../../shared/profile';
import { type Settings, settingsSchema } from '../../shared/settings';
import type { ConsoleServices, ServiceHandlers } from '../console-services';
import type { TerminalSessions } from '../terminal/terminal-sessions';
import type { FileDialogs } from './file-dialogs';
import { jobLogText } from './job-log-text';
import { writeReportPage } from './report-page';

export interface HandlerParts {
  readonly services: ConsoleServices;
  readonly dialogs: FileDialogs;
  readonly terminals: TerminalSessions;
  readonly stateFolder: string;
  readonly onSettings: (settings: Settings) => void;
  /** The page asks for its settings once it listens to events: what waited for that can be sent now. */
  readonly onPageListens: () => void;
}

/** The whole table of calls: the services' own, and beside them what only a window can do. */
export function createHandlers(parts: HandlerParts): Handlers<ConsoleContract> {
  const { services, dialogs, terminals } = parts;
  const { reports } = services;
  const { archive, targets, restore, jobs, settings } = services.handlers;
  return {
    archive: {
      ...archive,
      choose: async () => ({ path: await dialogs.chooseArchive() }),
      chooseFolder: async () => ({ path: await dialogs.chooseFolder() }),
    },
    targets: { ...targets, chooseKey: async () => ({ path: await dialogs.chooseKey() }) },
    restore,
    jobs: {
      ...jobs,
      exportLog: async ({ jobId }) => ({
        path: await dialogs.save(`restore-${jobId}.log`, () => jobLogText(jobs.log, jobId)),
      }),
      saveReport: async ({ jobId, language }) => ({
        saved: await dialogs.saveReport(reports.suggestedName(jobId, language), (format) =>
          reports.content(jobId, language, format),
        ),
      }),
      openReport: async ({ jobId, language }) => {
        const page = reports.content(jobId, language, 'html');
        const name = reports.suggestedName(jobId, language);
        await openPath(await writeReportPage(parts.stateFolder, name, page));
        return {};
      },
    },
    terminal: terminalHandlers(services, terminals),
    settings: {
      get: async () => {
        parts.onPageListens();
        return settings.get({});
      },
      set: async (chosen) => {
        const saved = await settings.set(chosen);
        parts.onSettings(settingsSchema.parse(saved));
        return saved;
      },
    },
    app: appHandlers(parts),
  };
}

function terminalHandlers(
  { handlers }: ConsoleServices,
  terminals: TerminalSessions,
): Handlers<ConsoleContract>['terminal'] {
  return {
    open: async ({ target, cols, rows }) => {
      const profile = target === null ? null : await profileOf(handlers.targets, target);
      return terminals.open(profile, { cols, rows });
    },
    write: async ({ terminalId, data }) => {
      terminals.write(terminalId, data);
      return {};
    },
    resize: async ({ terminalId, cols, rows }) => {
      terminals.resize(terminalId, { cols, rows });
      return {};
    },
    close: async ({ terminalId }) => {
      terminals.close(terminalId);
      return {};
    },
  };
}

async function profileOf(targets: ServiceHandlers['targets'], name: string): Promise<Profile> {
  const known = (await targets.list({})).targets.map((summary) => profileSchema.parse(summary.profile));
  const profile = known.find((candidate) => candidate.name === name);
  if (profile) return profile;
  throw fail('target-not-found', { name, names: known.map((candidate) => candidate.name).join(', ') });
}

function appHandlers({ services, dialogs, stateFolder }: HandlerParts): Handlers<ConsoleContract>['app'] {
  return {
    info: async () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
      dataFolder: stateFolder,
      logFolder: services.logFolder,
      systemLocale: app.getLocale(),
      platform: process.platform,
    }),
    openFolder: async ({ which }) => {
      const folder = which === 'logs' ? services.logFolder : stateFolder;
      await mkdir(folder, { recursive: true });
      await openPath(folder);
      return {};
    },
    copyText: async ({ text }) => {
      clipboard.writeText(text);
      return {};
    },
    saveText: async ({ suggestedName, text }) => ({
      path: await dialogs.save(suggestedName, async () => text),
    }),
  };
}

/** Hands a file or folder of ours to the system's program for it. */
async function openPath(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem) throw fail('internal', { message: problem });
}

/** Follows the operator's choice of theme, for the page and for what the system draws around it. */
export function applyTheme(settings: Settings): void {
  nativeTheme.themeSource = settings.theme;
}
