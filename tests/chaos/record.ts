import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ARTEFACTS } from './evidence';
import { INVARIANTS } from './invariants';

const recordSchema = z.object({
  seed: z.string(),
  index: z.number(),
  commit: z.string(),
  scenario: z.string(),
  faults: z.array(
    z.object({
      name: z.string(),
      moment: z.enum(['step', 'journal', 'docker-start', 'time']),
      came: z.enum(['hit', 'missed', 'never']),
    }),
  ),
  /** `ended`: the exit status, or the signal that killed it. */
  commands: z.array(z.object({ command: z.string(), ended: z.string() })),
  /** `unknown`: the suite could not end or judge the run. */
  live: z.enum(['old', 'new', 'neither', 'unknown']),
  seconds: z.number(),
  violations: z.array(z.object({ invariant: z.enum(INVARIANTS), what: z.string() })),
});

/** One run as it is kept: enough to sum up series that were stopped. */
export type RunRecord = z.infer<typeof recordSchema>;

/** One run in a line for people, its violations below. */
export function lineOf(record: RunRecord): string {
  const { seed, index, scenario, faults, commands, live, seconds, violations } = record;
  const names = (came: 'missed' | 'never'): string =>
    faults
      .filter((fault) => fault.came === came)
      .map(({ name }) => name)
      .join(', ');
  const missed = names('missed') === '' ? '' : ` (missed: ${names('missed')})`;
  const never = names('never') === '' ? '' : ` (never came: ${names('never')})`;
  const kinds = [...new Set(violations.map(({ invariant }) => invariant))];
  return [
    [
      `seed ${seed} run ${index}`,
      `${scenario}${missed}${never}`,
      commands.map(({ command, ended }) => `${command} ${ended}`).join(', '),
      `${live} pair`,
      `${seconds} s`,
      kinds.length === 0 ? 'ok' : `VIOLATED ${kinds.join(' ')}`,
    ].join(' | '),
    ...violations.slice(0, 12).map(({ invariant, what }) => `  ${invariant}: ${what.slice(0, 400)}`),
  ].join('\n');
}

/** Adds it to the seed's file, `test-artefacts/chaos/SEED.jsonl`. */
export async function appendRecord(record: RunRecord): Promise<void> {
  await mkdir(ARTEFACTS, { recursive: true });
  await appendFile(path.join(ARTEFACTS, `${record.seed}.jsonl`), `${JSON.stringify(record)}\n`);
}

export async function readRecords(file: string): Promise<readonly RunRecord[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => recordSchema.parse(JSON.parse(line)));
}
