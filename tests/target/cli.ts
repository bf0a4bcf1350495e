import { Command, Option } from 'commander';
import { readDescription } from './description';
import { failCommands } from './fail-commands';
import { downInstance, type InstanceOptions, upInstance } from './instance';
import { listInstances } from './instances';
import { CANNOT_RUN_HERE, CannotRunHere } from './machine/apt';
import { instancePaths } from './machine/paths';
import { DUMP_FORMATS, type DumpFormat } from './stack/backup';
import { SIZES, type Size } from './stack/seed';
import { findTestHost } from './test-host';

const instanceOption = () => new Option('--instance <name>', 'which test host').default('default');
const jsonOption = () => new Option('--json', 'print one JSON object');

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

interface BackupCommand {
  instance: string;
  format: DumpFormat;
  size?: Size;
  seed: 'A' | 'B';
  inserts: boolean;
  cloudSql: boolean;
  behind: boolean;
  out: string;
}

const program = new Command('target').description(
  'A real host to restore to: sshd, Docker, PostgreSQL, a Django application.',
);

program
  .command('up')
  .description('bring a test host up, or describe the running one')
  .addOption(instanceOption())
  .addOption(new Option('--size <size>', 'how much data').choices(SIZES))
  .addOption(new Option('--admin <who>', "who is PostgreSQL's superuser").choices(['app', 'separate']))
  .option('--no-cloud-sql', 'a backup without what Cloud SQL adds')
  .option('--fresh', 'replace a running one')
  .addOption(jsonOption())
  .action(async (options: InstanceOptions) => print(await upInstance(options)));

program
  .command('down')
  .description('remove a test host and everything it left on the machine; the cache stays')
  .addOption(instanceOption())
  .option('--all', 'every instance')
  .action(async (options: { instance: string; all?: true }) => {
    const names = options.all === true ? await listInstances() : [options.instance];
    for (const name of names) await downInstance(name);
  });

program
  .command('list')
  .description('names of the test hosts there are, one a line')
  .action(async () => {
    for (const name of await listInstances()) process.stdout.write(`${name}\n`);
  });

program
  .command('info')
  .description('describe a running test host')
  .addOption(instanceOption())
  .addOption(jsonOption())
  .action(async (options: { instance: string }) => {
    const description = await readDescription(instancePaths(options.instance));
    if (description === undefined) throw new Error(`instance ${options.instance} is not up`);
    print(description);
  });

program
  .command('backup')
  .description("make another archive with the application's own script; prints its path")
  .addOption(instanceOption())
  .addOption(new Option('--format <format>', 'of the dump').choices(DUMP_FORMATS).default('plain'))
  .addOption(new Option('--size <size>', 'how much data').choices(SIZES))
  .addOption(
    new Option('--seed <seed>', 'B: the usual backup; A: the live data').choices(['A', 'B']).default('B'),
  )
  .option('--inserts', 'INSERT statements in place of COPY', false)
  .option('--cloud-sql', 'what Cloud SQL adds', false)
  .option('--behind', 'data of an older release: the newest migration is missing', false)
  .option('--out <folder>', 'where the archive goes', '.')
  .action(async (options: BackupCommand) => {
    const { instance, size, ...rest } = options;
    const host = await findTestHost(instance);
    if (host === undefined) throw new Error(`instance ${instance} is not up`);
    process.stdout.write(`${await host.backup({ ...rest, ...(size === undefined ? {} : { size }) })}\n`);
  });

for (const command of failCommands()) program.addCommand(command);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`test host: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CannotRunHere ? CANNOT_RUN_HERE : 1;
});
