import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail } from '../../../shared/errors/app-error';
import { type Language, languageSchema } from '../../../shared/language';
import { type RestoreOptions, restoreOptionsSchema } from '../../../shared/restore/plan';
import { PRUNE_GROUPS } from '../../../shared/restore/prune';
import type { CommandContext } from '../command-context';
import type { RunAction } from '../run-command-line';
import { attachCommand } from './attach';
import { inspectCommand } from './inspect';
import { cancelCommand, jobsCommand, logCommand, statusCommand } from './jobs';
import { jobsOnHostCommand } from './jobs-on-host';
import { planCommand } from './plan';
import { pruneCommand, readGroups } from './prune';
import { recoverCommand } from './recover';
import { reportCommand } from './report';
import { restoreCommand } from './restore';
import { rollbackCommand } from './rollback';
import type { SaidParts } from './uploaded-parts';

interface PartOptions {
  readonly target: string;
  readonly dump?: string;
  /** Undefined: `restore` said nothing of it. */
  readonly sql?: boolean;
  readonly media?: boolean;
  /** Undefined: nothing was said of it, and the target's own setting counts. */
  readonly safetyBackup?: boolean;
  readonly strategy?: string;
  readonly override?: readonly string[];
  readonly json?: boolean;
  readonly secretStdin?: boolean;
}

interface JobsOptions {
  readonly status?: string;
  readonly target?: string;
  readonly limit: number;
  readonly onHost?: boolean;
  readonly json?: boolean;
  readonly secretStdin?: boolean;
}

/** Declares everything around archives, runs and jobs. */
export function addRestoreCommands(program: Command, context: CommandContext, run: RunAction): void {
  program
    .command('inspect <archive>')
    .description('read an archive and say whether it can be restored')
    .option('--json')
    .action((archive: string, options: { json?: boolean }) =>
      run(() => inspectCommand(context, archive, { json: options.json ?? false }))(),
    );
  withParts(
    program
      .command('plan <archive>')
      .description('what a restore would do, from read-only probes')
      .addOption(languageOption()),
  ).action((archive: string, options: PartOptions & { lang: string }) =>
    run(() => {
      const restore = readOptions(options);
      return planCommand(context, archive, {
        target: options.target,
        json: options.json ?? false,
        restore,
        safetyBackup: options.safetyBackup ?? null,
        secretStdin: options.secretStdin ?? false,
        language: readLanguage(options.lang),
      });
    })(),
  );
  withParts(
    program.command('upload <archive>').description('bring the archive to the host; nothing live is touched'),
  ).action((archive: string, options: PartOptions) =>
    run(() => restoreCommand(context, archive, { ...common(options), uploadOnly: true, confirm: null }))(),
  );
  withParts(
    program
      .command('restore <archive-or-job-id>')
      .description('restore, verified, with a way back')
      // Declared before their negations, so that nothing said is not taken for yes.
      .option('--sql', 'the database, of a job that was uploaded with --no-sql')
      .option('--media', 'the media, of a job that was uploaded with --no-media'),
  )
    .option('--confirm <target>', "the target's name, typed again")
    .action((source: string, options: PartOptions & { confirm?: string }) =>
      run(() => {
        if (options.confirm !== options.target) {
          throw fail('confirm-mismatch', { expected: options.target, given: options.confirm ?? '' });
        }
        return restoreCommand(context, source, {
          ...common(options),
          uploadOnly: false,
          confirm: options.confirm,
        });
      })(),
    );
  addJobCommands(program, context, run);
  addWayBackCommands(program, context, run);
  addPruneCommand(program, context, run);
}

function addPruneCommand(program: Command, context: CommandContext, run: RunAction): void {
  program
    .command('prune')
    .description('list what lies on a target of ours, and with --yes remove what may go')
    .requiredOption('--target <target>')
    .option('--yes', 'remove it')
    .option('--only <group>', `one of ${PRUNE_GROUPS.join(', ')}; may be repeated`, collect, [])
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action(
      (options: {
        target: string;
        yes?: boolean;
        only: readonly string[];
        json?: boolean;
        secretStdin?: boolean;
      }) =>
        run(() =>
          pruneCommand(context, {
            target: options.target,
            yes: options.yes ?? false,
            only: readGroups(options.only, PRUNE_GROUPS),
            json: options.json ?? false,
            secretStdin: options.secretStdin ?? false,
          }),
        )(),
    );
}

function collect(word: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, word];
}

function addJobCommands(program: Command, context: CommandContext, run: RunAction): void {
  program
    .command('status <job>')
    .option('--json')
    .action((job: string, options: { json?: boolean }) =>
      run(() => statusCommand(context, job, { json: options.json ?? false }))(),
    );
  program
    .command('jobs')
    .option('--status <status>')
    .option('--target <target>')
    .option('--limit <n>', 'at most so many', readCount, 50)
    .option('--on-host', "those that the target's host tells of, whoever ran them")
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action((options: JobsOptions) =>
      run(() => {
        const { status = null, target = null, limit, json = false, secretStdin = false } = options;
        const asked = { status, target, limit, json };
        return options.onHost
          ? jobsOnHostCommand(context, { ...asked, secretStdin })
          : jobsCommand(context, asked);
      })(),
    );
  program
    .command('log <job>')
    .option('--follow', 'until the run has ended')
    .action((job: string, options: { follow?: boolean }) =>
      run(() => logCommand(context, job, { follow: options.follow ?? false }))(),
    );
  program
    .command('report <job>')
    .description('what was done, verified and kept, and the manual way back')
    .option('--html <file>', 'write it as one page, readable by you alone')
    .option('--json')
    .addOption(languageOption())
    .action((job: string, options: { html?: string; json?: boolean; lang: string }) =>
      run(() =>
        reportCommand(context, job, {
          html: options.html ?? null,
          json: options.json ?? false,
          language: readLanguage(options.lang),
        }),
      )(),
    );
  program.command('cancel <job>').action((job: string) => run(() => cancelCommand(context, job))());
  program
    .command('recover')
    .description('end an interrupted run on the old or the new pair')
    .requiredOption('--target <target>')
    .option('--forget', 'close the job by hand: its host is gone')
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action((options: { target: string; forget?: boolean; json?: boolean; secretStdin?: boolean }) =>
      run(() =>
        recoverCommand(context, {
          target: options.target,
          forget: options.forget ?? false,
          json: options.json ?? false,
          secretStdin: options.secretStdin ?? false,
        }),
      )(),
    );
}

function addWayBackCommands(program: Command, context: CommandContext, run: RunAction): void {
  program
    .command('attach <job>')
    .description('follow a run that another process has, or go on with one whose console is gone')
    .option('--target <target>', 'where to look for a job that this history does not know')
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action((job: string, options: { target?: string; json?: boolean; secretStdin?: boolean }) =>
      run(() =>
        attachCommand(context, job, {
          target: options.target ?? null,
          json: options.json ?? false,
          secretStdin: options.secretStdin ?? false,
        }),
      )(),
    );
  program
    .command('rollback <job>')
    .description('back to the pair before a restore; once more goes forward again')
    .option('--confirm <target>', "the target's name")
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action((job: string, options: { confirm?: string; json?: boolean; secretStdin?: boolean }) =>
      run(() =>
        rollbackCommand(context, job, {
          confirm: options.confirm ?? null,
          json: options.json ?? false,
          secretStdin: options.secretStdin ?? false,
        }),
      )(),
    );
}

function withParts(command: Command): Command {
  return (
    command
      .requiredOption('--target <target>')
      .option('--dump <name>', 'which dump, where the archive has several')
      .option('--no-sql', 'leave the database as it is')
      .option('--no-media', 'leave the media as they are')
      // Declared before its negation, so that nothing said is not taken for yes.
      .option('--safety-backup', 'take a dump of the live database before, of a target that has it off')
      .option('--no-safety-backup', 'take none, of a target that has it on')
      .addOption(new Option('--strategy <strategy>').choices(['swap', 'in-place']).default('swap'))
      .option(
        '--override <code...>',
        'go on although this stands against it: code-behind-data, health-failing-before',
      )
      .option('--json')
      .option('--secret-stdin', 'read the secret from standard input')
  );
}

function common(options: PartOptions): {
  target: string;
  json: boolean;
  restore: RestoreOptions;
  said: SaidParts;
  safetyBackup: boolean | null;
  secretStdin: boolean;
} {
  return {
    target: options.target,
    json: options.json ?? false,
    restore: readOptions(options),
    said: { sql: options.sql ?? null, media: options.media ?? null, dump: options.dump ?? null },
    safetyBackup: options.safetyBackup ?? null,
    secretStdin: options.secretStdin ?? false,
  };
}

function readOptions(options: PartOptions): RestoreOptions {
  const { sql = true, media = true } = options;
  if (!sql && !media)
    throw fail('usage', { message: '--no-sql and --no-media together leave nothing to do' });
  return restoreOptionsSchema.parse({
    restoreSql: sql,
    restoreMedia: media,
    strategy: options.strategy ?? 'swap',
    dump: options.dump ?? null,
    overrides: [...(options.override ?? [])],
  });
}

/** Commands that print a page for others to read. */
function languageOption(): Option {
  return new Option('--lang <language>', 'of the text').choices(languageSchema.options).default('en');
}

function readLanguage(text: string): Language {
  return languageSchema.parse(text);
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a whole number from 1');
  return count;
}
