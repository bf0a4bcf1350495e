import { fail } from '../../../shared/errors/app-error';
import type { Cutover, CutoverListener, CutoverSpec } from '../ports/cutover';
import type { Docker } from '../ports/docker';
import type { RemoteHost } from '../ports/host';
import type { JobPlace } from '../ports/step';
import { cloneEnvironment, inspectForClone } from './clone';
import { cutoverFacts, parseFacts } from './facts';
import { commandEnvFile, commandExportFile, cutoverFiles } from './files';
import { type FollowState, followScript, newFollowState } from './follow';
import { endInJournal, parseJournal } from './journal';
import { meanContainersMadeAnew } from './made-anew';
import { type ManualWay, manualWay } from './manual-way';
import { cutoverOutcome, NOTHING_TOUCHED, parseFinalStatus, type ScriptOutcome } from './outcome';
import { type CloneOf, type CutoverLimits, cutoverParameters, type Quote } from './parameters';
import { CUTOVER_SCRIPT } from './script/cutover-script';

export interface CutoverParts {
  readonly host: RemoteHost;
  readonly docker: Pick<Docker, 'prefix' | 'containers' | 'lostProcessesArgv'>;
  /** One word for a POSIX shell: main/remote/shell-quote. */
  readonly quote: Quote;
  readonly limits?: CutoverLimits;
}

/** Scripts begun by one call that die under it are ended by `recover` this often before it is left to a person. */
const RECOVERIES = 2;

/**
 * The cutover of design §5: writes script and parameters into the job folder, starts the script in a session of its
 * own and follows its journal. Everything that decides is in the script; this may die at any time.
 */
export function createCutover(parts: CutoverParts): Cutover {
  return {
    run: (spec, listener, onLaunch) => run(parts, spec, listener, onLaunch ?? (() => undefined)),
    async isLiving(place) {
      const { script } = cutoverFiles(place);
      return (await parts.host.stat(script)) !== null && (await scriptState(parts.host, script)) === 'alive';
    },
    recover: (place, listener) => recover(parts, place, listener),
  };
}

async function run(parts: CutoverParts, spec: CutoverSpec, listener: CutoverListener, onLaunch: () => void) {
  const { host } = parts;
  const files = cutoverFiles(spec.place);
  await refuseUnfinished(parts, spec.place);
  const { toOld } = await writeFiles(parts, spec);
  listener.manual?.(toOld);
  const before = await readJournal(host, files.journal);
  onLaunch();
  await launch(host, files.script, 'run');
  // A journal of an earlier, ended cutover of this job was put aside by the script.
  const now = await readJournal(host, files.journal);
  const state = newFollowState();
  if (now.text.startsWith(before.text)) state.journalLines = before.lines;
  const outcome = await followToEnd(parts, spec.place, state, listener);
  if (outcome.kind !== 'not-begun') return outcome;
  return {
    kind: 'reversed' as const,
    // A script that died before its first stop leaves no word of its own.
    error: outcome.error ?? {
      code: 'interrupted' as const,
      params: { step: 'cutover', since: '' },
      left: NOTHING_TOUCHED,
    },
    parts: [],
    downtimeSeconds: null,
  };
}

async function recover(parts: CutoverParts, place: JobPlace, listener: CutoverListener) {
  const { host } = parts;
  const files = cutoverFiles(place);
  // The script is written last: without it nothing was ever started.
  if ((await host.stat(files.script)) === null) return { kind: 'not-begun' as const };
  await tellManual(parts, place, listener);
  const state = newFollowState();
  const before = await readJournal(host, files.journal);
  state.entries.push(...parseJournal(before.text));
  state.journalLines = before.lines;
  if ((await scriptState(host, files.script)) !== 'alive') await launchRecover(parts, place, listener);
  const outcome = await followToEnd(parts, place, state, listener);
  return outcome.kind === 'not-begun' ? { kind: 'not-begun' as const } : outcome;
}

/** Follows until there is a final word; a script that died is ended by `recover`. */
async function followToEnd(
  parts: CutoverParts,
  place: JobPlace,
  state: FollowState,
  listener: CutoverListener,
): Promise<ScriptOutcome> {
  const { host } = parts;
  const files = cutoverFiles(place);
  for (let recoveries = 0; ; recoveries += 1) {
    const ended = await followScript(host, files.script, state, listener);
    if (ended.startsWith('final ')) {
      const status = text(await host.readFile(files.status)) || endInJournal(state.entries);
      const facts = parseFacts(text(await host.readFile(files.facts)));
      return cutoverOutcome(parseFinalStatus(status), state.entries, facts);
    }
    if (recoveries === RECOVERIES) {
      throw fail('interrupted', { step: 'cutover', since: '' }, { evidence: { stderrTail: ended } });
    }
    listener.log('warning', 'console', 'The cutover script died on the host; ending it from its state');
    await launchRecover(parts, place, listener);
  }
}

/** A living script never comes here: what it was told is not changed under it. */
async function launchRecover(parts: CutoverParts, place: JobPlace, listener: CutoverListener): Promise<void> {
  if (await meanContainersMadeAnew(parts, place, listener)) await tellManual(parts, place, listener);
  await launch(parts.host, cutoverFiles(place).script, 'recover');
}

async function tellManual({ host }: CutoverParts, place: JobPlace, listener: CutoverListener): Promise<void> {
  const { toOld } = parseFacts(text(await host.readFile(cutoverFiles(place).facts)));
  if (toOld.length > 0) listener.manual?.(toOld);
}

/** An interrupted cutover of this job must be ended first: its parameters are not overwritten. */
async function refuseUnfinished(parts: CutoverParts, place: JobPlace): Promise<void> {
  const files = cutoverFiles(place);
  if ((await parts.host.stat(files.script)) === null) return;
  const state = await scriptState(parts.host, files.script);
  if (state === 'none' || /^final (completed|reversed|not-begun)$/.test(state)) return;
  if (state === 'alive') throw fail('job-running', { job: place.jobId, target: parts.host.address });
  throw fail('interrupted', { step: 'cutover', since: '' }, { evidence: { stderrTail: state } });
}

async function writeFiles(parts: CutoverParts, spec: CutoverSpec): Promise<ManualWay> {
  const { host, docker, quote } = parts;
  const files = cutoverFiles(spec.place);
  const clones: CloneOf[] = [];
  for (const [index, command] of spec.beforeStart.entries()) {
    const source = await inspectForClone(host, docker, command.containerId);
    const environment = cloneEnvironment(source.env, quote, docker.prefix.includes('sudo'));
    await host.writeFile(commandEnvFile(spec.place, index + 1), environment.envFile, 0o600);
    if (environment.exports !== '') {
      await host.writeFile(commandExportFile(spec.place, index + 1), environment.exports, 0o600);
    }
    clones.push({ source, environment });
  }
  const manual = manualWay(spec, docker.prefix, quote);
  const facts = cutoverFacts(spec, host.address, manual);
  await host.writeFile(files.facts, `${JSON.stringify({ ...facts, spec }, null, 2)}\n`, 0o600);
  await host.writeFile(files.manual, `${[...manual.toOld, '', ...manual.toNew].join('\n')}\n`, 0o600);
  const words = { prefix: docker.prefix, lostProcesses: docker.lostProcessesArgv(spec.place) };
  const parameters = cutoverParameters(spec, clones, words, quote, parts.limits);
  await host.writeFile(files.parameters, parameters, 0o600);
  await host.writeFile(files.script, CUTOVER_SCRIPT, 0o700);
  return manual;
}

/** Starts the script detached. `busy` is no error: another console started it, and following it is the same. */
async function launch(host: RemoteHost, script: string, mode: 'run' | 'recover'): Promise<void> {
  const argv = ['sh', script, 'launch', mode];
  const said = (await host.run(argv, { timeoutMs: 60_000 })).trim();
  if (said === 'started' || (said === 'busy' && mode === 'recover')) return;
  throw fail('command-failed', { command: argv.join(' '), exitCode: -1 }, { evidence: { stderrTail: said } });
}

async function scriptState(host: RemoteHost, script: string): Promise<string> {
  return (await host.run(['sh', script, 'state'], { timeoutMs: 60_000 })).trim();
}

async function readJournal(host: RemoteHost, path: string): Promise<{ text: string; lines: number }> {
  const whole = text(await host.readFile(path)) ?? '';
  return { text: whole, lines: whole.split('\n').length - 1 };
}

function text(content: Uint8Array | null): string | null {
  return content === null ? null : new TextDecoder().decode(content);
}
