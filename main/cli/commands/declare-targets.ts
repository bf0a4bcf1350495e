import type { Command } from 'commander';
import type { CommandContext } from '../command-context';
import type { RunAction } from '../run-command-line';
import { type DiscoverArguments, discoverCommand } from './discover';
import { addCommand, listCommand, removeCommand, showCommand, testCommand, trustCommand } from './targets';

interface Common {
  readonly json?: boolean;
  readonly secretStdin?: boolean;
}

/** Declares `targets …`. */
export function addTargetCommands(program: Command, context: CommandContext, run: RunAction): void {
  const targets = program.command('targets').description('server profiles');
  targets
    .command('add')
    .description('add a profile from a file')
    .requiredOption('--file <file>')
    .option('--json')
    .action((options: Common & { file: string }) =>
      run(() => addCommand(context, options.file, options.json ?? false))(),
    );
  targets
    .command('list')
    .option('--json')
    .action((options: Common) => run(() => listCommand(context, options.json ?? false))());
  targets
    .command('show <target>')
    .option('--json')
    .action((name: string) => run(() => showCommand(context, name))());
  targets
    .command('test <target>')
    .description('a checklist of what a restore will need')
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action((name: string, options: Common) =>
      run(() =>
        testCommand(context, name, {
          json: options.json ?? false,
          secretStdin: options.secretStdin ?? false,
        }),
      )(),
    );
  targets.command('remove <target>').action((name: string) => run(() => removeCommand(context, name))());
  targets
    .command('trust <target>')
    .description('pin the host key; without --fingerprint the terminal shows it and asks')
    .option('--hop <hop>', 'a jump host, counted from 0; the target itself when absent')
    .option('--fingerprint <fingerprint>', 'SHA256:…, as read on the host itself')
    .action((name: string, options: { hop?: string; fingerprint?: string }) =>
      run(() =>
        trustCommand(context, name, { hop: options.hop ?? null, fingerprint: options.fingerprint ?? null }),
      )(),
    );
  targets
    .command('discover <user-at-host>')
    .description('connect, and propose a profile from what runs there')
    .option('--port <port>', 'SSH port', '22')
    .option('--key <file>', 'log in with this key')
    .option('--key-passphrase', 'the key has a passphrase')
    .option('--password', 'log in with a password')
    .option('--docker-host <url>', 'DOCKER_HOST on the target')
    .option('--fingerprint <fingerprint>', 'SHA256:… of the host key, as read on the host itself')
    .option('--save <name>', 'save the proposal as a target of this name')
    .option('--json')
    .option('--secret-stdin', 'read the secret from standard input')
    .action((address: string, options: DiscoverArguments) =>
      run(() => discoverCommand(context, address, options))(),
    );
}
