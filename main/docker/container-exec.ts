import { fail } from '../../shared/errors/app-error';
import type { Docker } from '../restore/ports/docker';
import type { CommandResult } from '../restore/ports/host';
import type { DockerClient } from './docker-client';
import { notExecutable } from './docker-failure';

/** Longer than any short command takes; callers with a longer one say so. */
const EXEC_TIMEOUT_MS = 120_000;

/*
 * Reads NAME=value lines up to an empty one from standard input, exports them and becomes the command, which finds
 * the rest of standard input untouched: `read` takes one byte at a time from a pipe. printf is built in, so no
 * argument vector ever holds a value.
 */
const ENVIRONMENT_PRELUDE = `while IFS= read -r line && [ -n "$line" ]; do
  value=$(printf '%b.' "\${line#*=}")
  export "\${line%%=*}=\${value%.}"
done
unset line value
exec "$@"`;

/**
 * `docker exec`. Values of `env` travel through standard input into the container, never through argv, a file or
 * docker's own environment: `-e NAME` would need the latter, which sudo empties without a word.
 * With `env` the container needs `sh`. Status 126/127 of a command that is not there is a result, not an error.
 */
export async function execInContainer(
  client: DockerClient,
  container: string,
  argv: readonly string[],
  options: Parameters<Docker['exec']>[2] = {},
): Promise<CommandResult> {
  const { user, env = {}, stdin, ...rest } = options;
  const prelude = environmentLines(env);
  const command = prelude === '' ? argv : ['sh', '-c', ENVIRONMENT_PRELUDE, 'sh', ...argv];
  const input = prelude === '' ? stdin : Buffer.concat([Buffer.from(`${prelude}\n`), toBuffer(stdin)]);
  const args = [
    'exec',
    // Without -i the command sees an empty input and succeeds on nothing.
    ...(input === undefined ? [] : ['--interactive']),
    ...(user === undefined ? [] : ['--user', user]),
    container,
    ...command,
  ];
  const result = await client.call(args, {
    timeoutMs: EXEC_TIMEOUT_MS,
    ...rest,
    ...(input === undefined ? {} : { stdin: input }),
  });
  const error = notExecutable(result, [...client.prefix, ...args], container);
  if (error) throw error;
  return result;
}

function toBuffer(content: string | Uint8Array | undefined): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content ?? '');
}

function environmentLines(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${variableName(name)}=${escaped(value)}\n`)
    .join('');
}

function variableName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw fail('invalid-request', { message: `not a variable's name: ${name}` });
}

/** For printf's %b: every byte but letters and digits as an octal escape, so line breaks and backslashes pass. */
function escaped(value: string): string {
  if (value.includes('\0')) throw fail('invalid-request', { message: 'a variable holds a NUL character' });
  return [...Buffer.from(value)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9]/.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}
