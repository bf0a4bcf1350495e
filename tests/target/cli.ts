import { Command, Option } from 'commander';
import { readDescription } from './description';
import { downInstance, type InstanceOptions, upInstance } from './instance';
import { listInstances } from './instances';
import { CANNOT_RUN_HERE, CannotRunHere } from './machine/apt';
import { instancePaths } from './machine/paths';
import { SIZES } from './stack/seed';

const instanceOption = () => new Option('--instance <name>', 'which test host').default('default');
const jsonOption = () => new Option('--json', 'print one JSON object');

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
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
  .command('info')
  .description('describe a running test host')
  .addOption(instanceOption())
  .addOption(jsonOption())
  .action(async (options: { instance: string }) => {
    const description = await readDescription(instancePaths(options.instance));
    if (description === undefined) throw new Error(`instance ${options.instance} is not up`);
    print(description);
  });

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`test host: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CannotRunHere ? CANNOT_RUN_HERE : 1;
});
