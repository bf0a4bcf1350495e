import { Command, InvalidArgumentError, Option } from 'commander';
import { PLACES, type Place } from './faults/disk-faults';
import { findTestHost, type TestHost } from './test-host';

async function host(command: Command): Promise<TestHost> {
  const { instance } = command.optsWithGlobals<{ instance: string }>();
  const found = await findTestHost(instance);
  if (found === undefined) throw new Error(`instance ${instance} is not up`);
  return found;
}

function amount(text: string): number {
  const number = Number(text);
  if (!(number >= 0)) throw new InvalidArgumentError('a number, please');
  return number;
}

/** `fail …` and `heal`: each fault by the same words as in the README. */
export function failCommands(): Command[] {
  const fail = new Command('fail').description('break something; `heal` undoes it');
  const heal = new Command('heal').description('undo every fault');
  for (const command of [fail, heal]) {
    command.addOption(new Option('--instance <name>', 'which test host').default('default'));
  }
  heal.action(async (_options: unknown, command: Command) => (await host(command)).heal());
  fail.addCommand(connectionCommand());
  fail
    .command('fill <place>')
    .description(`fill the file system of ${PLACES.join(', ')}`)
    .option('--leave <megabytes>', 'megabytes left free', amount, 0)
    .action(async (place: string, options: { leave: number }, command: Command) => {
      await (await host(command)).fail.fill(placeNamed(place), options.leave);
    });
  fail.addCommand(hangCommand());
  fail
    .command('health <how>')
    .description('bad: answer 503')
    .action(async (how: string, _o: unknown, command: Command) => {
      if (how !== 'bad') throw new Error('health: bad');
      await (await host(command)).fail.health('bad');
    });
  fail.addCommand(killCommand());
  fail
    .command('start <what>')
    .description('dockerd')
    .action(async (what: string, _o: unknown, command: Command) => {
      if (what !== 'dockerd') throw new Error('start: dockerd');
      await (await host(command)).fail.startDockerd();
    });
  fail
    .command('restart <what>')
    .description('dockerd, in order')
    .action(async (what: string, _o: unknown, command: Command) => {
      if (what !== 'dockerd') throw new Error('restart: dockerd');
      await (await host(command)).fail.restartDockerd();
    });
  return [fail, heal];
}

function placeNamed(text: string): Place {
  const place = PLACES.find((known) => known === text);
  if (place === undefined) throw new Error(`fill: one of ${PLACES.join(', ')}`);
  return place;
}

function connectionCommand(): Command {
  const connection = new Command('connection').description('make the line to sshd bad');
  const act = (name: string, about: string, work: (host: TestHost, value: number) => Promise<void>) => {
    const takesValue = name.includes('<');
    const command = connection.command(takesValue ? (name.split(' ')[0] ?? name) : name).description(about);
    if (takesValue) command.argument(name.split(' ')[1] ?? '', 'a number', amount);
    command.action(async (...given: unknown[]) => {
      const value = typeof given[0] === 'number' ? given[0] : 0;
      await work(await host(command), value);
    });
  };
  act('cut', 'reset all connections now', ({ fail }) => fail.cut());
  act('refuse', 'refuse connections', ({ fail }) => fail.connection({ refuse: true }));
  act('stall', 'accept, then move nothing', ({ fail }) => fail.connection({ stall: true }));
  act('delay <ms>', 'milliseconds each way', ({ fail }, delayMs) => fail.connection({ delayMs }));
  act('throttle <kbps>', 'kilobytes a second', ({ fail }, kilobytesPerSecond) =>
    fail.connection({ kilobytesPerSecond }),
  );
  act('cut-after <bytes>', 'reset all connections once after so many bytes', ({ fail }, cutAfterBytes) =>
    fail.connection({ cutAfterBytes }),
  );
  return connection;
}

function hangCommand(): Command {
  const hang = new Command('hang').description('make something not come back');
  hang
    .command('stop <container>')
    .description('docker stop waits out its grace time')
    .option('--frozen', 'docker stop never comes back (cgroup v1)')
    .action(async (container: string, options: { frozen?: true }, command: Command) => {
      const { fail } = await host(command);
      await (options.frozen === true ? fail.freeze(container) : fail.ignoreStop(container));
    });
  hang
    .command('health')
    .action(async (_options: unknown, command: Command) => (await host(command)).fail.health('hang'));
  return hang;
}

function killCommand(): Command {
  const kill = new Command('kill').description('end something with SIGKILL');
  kill
    .command('postgres')
    .description('the postmaster, or one session')
    .option('--session [database]', 'a client session, of that database when named')
    .action(async (options: { session?: string | true }, command: Command) => {
      const { fail } = await host(command);
      if (options.session === undefined) await fail.killPostmaster();
      else await fail.killSession(options.session === true ? undefined : options.session);
    });
  kill.command('container <name>').action(async (name: string, _o: unknown, command: Command) => {
    await (await host(command)).fail.killContainer(name);
  });
  const inStart = (name: string, about: string, work: (host: TestHost, container: string) => Promise<void>) =>
    kill
      .command(`${name} <container>`)
      .description(`dockerd, in a start of the container: ${about}`)
      .action(async (container: string, _o: unknown, command: Command) =>
        work(await host(command), container),
      );
  inStart('losing', 'its process lives, unknown', ({ fail }, container) => fail.loseProcesses(container));
  inStart('sticking', 'its port is held for nobody', async ({ fail }, container) => {
    if (!(await fail.stickPort(container)))
      throw new Error(`the port of ${container} is free after every kill`);
  });
  kill
    .command('dockerd')
    .action(async (_o: unknown, command: Command) => (await host(command)).fail.killDockerd());
  return kill;
}
