import type { DockerCommand } from '../../shared/profile';
import type { CommandResult, ExecOptions, RemoteHost } from '../restore/ports/host';
import { dockerFailed, unreachable } from './docker-failure';

/** One call may take this long before it is given up: a hanging daemon must not hang the console. */
const CALL_TIMEOUT_MS = 60_000;

/** The docker command line of a host: argument arrays in, results out, an unreachable daemon as a typed error. */
export interface DockerClient {
  readonly host: RemoteHost;
  readonly prefix: readonly string[];
  /** Whatever the status. Throws `docker-not-found`, `docker-denied`, `docker-not-running`. */
  call(args: readonly string[], options?: ExecOptions): Promise<CommandResult>;
  /** As call, but any status other than 0 is thrown as `command-failed`. Gives stdout. */
  run(args: readonly string[], options?: ExecOptions): Promise<string>;
}

/** The argument prefix every docker call on the host starts with. */
export function dockerPrefix(command: DockerCommand): readonly string[] {
  const { dockerHost } = command;
  if (!dockerHost) return command.command;
  const [program = 'docker', ...rest] = command.command;
  // `sudo -n docker` resets its environment; the flag says the same and survives it.
  if (program === 'sudo') return [program, ...rest, '--host', dockerHost];
  return ['env', `DOCKER_HOST=${dockerHost}`, program, ...rest];
}

/** Makes the client of a host. */
export function createDockerClient(host: RemoteHost, command: DockerCommand): DockerClient {
  const prefix = dockerPrefix(command);
  const call = async (args: readonly string[], options?: ExecOptions): Promise<CommandResult> => {
    const argv = [...prefix, ...args];
    const result = await host.exec(argv, { timeoutMs: CALL_TIMEOUT_MS, ...options });
    const error = unreachable(result, argv, prefix, host, args[0] === 'exec' || args[0] === 'run');
    if (error) throw error;
    return result;
  };
  const run = async (args: readonly string[], options?: ExecOptions): Promise<string> => {
    const result = await call(args, options);
    if (result.exitCode !== 0) throw dockerFailed([...prefix, ...args], result);
    return result.stdout;
  };
  return { host, prefix, call, run };
}
