import { expect, test } from 'vitest';
import { afterNames } from '../../../main/restore/after-commands/files';
import { databaseNames, jobPlace } from '../../../main/restore/names';
import type { AfterCommandEnd, AfterCommands } from '../../../main/restore/ports/after-commands';
import { shortInName } from '../../../main/restore/prune/our-names';
import { executeRun } from '../../../main/restore/run/execute-run';
import { jobEnd } from '../../../main/restore/run/job-end';
import type { RunContext, RunProducts } from '../../../main/restore/run/run-context';
import { runFactsOf } from '../../../main/restore/run/run-facts';
import { runAfterCommands } from '../../../main/restore/steps/after-commands';
import type { TargetParts } from '../../../main/restore/target-session';
import { fail } from '../../../shared/errors/app-error';
import { describeError } from '../../../shared/errors/error-text';
import { sampleContext } from '../../support/sample-context';
import { sampleFacts } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';

const exited = (exitCode: number, logTail = ''): AfterCommandEnd => ({ kind: 'exited', exitCode, logTail });

/** A run past its cutover whose `after` commands end as given, one after another; the diary says in which order. */
function pastCutover(
  ends: readonly (() => Promise<AfterCommandEnd>)[],
  change: { products?: RunProducts; context?: Partial<RunContext>; remove?: AfterCommands['remove'] } = {},
) {
  const { context, events } = sampleContext({ cutoverBegun: true, ...change.products });
  const { id } = context.recorder.job;
  const planned = {
    dump: null,
    withMedia: false,
    safetyBackup: false,
    names: databaseNames('shop', id),
  };
  const place = jobPlace(id, '/w', 'a'.repeat(64), 'image');
  context.products.prepared = { facts: runFactsOf(sampleFacts()), planned, place };
  const service = { by: 'name', name: 'shop-backend-1' } as const;
  const profile = sampleProfile({
    postCommands: [
      { phase: 'after', service, command: ['manage.py', 'one'] },
      { phase: 'before-start', service, command: ['manage.py', 'migrate'] },
      { phase: 'after', service, command: ['manage.py', 'two'], timeoutSeconds: 90 },
    ],
  });
  const diary: string[] = [];
  let asked = 0;
  const afterCommands: AfterCommands = {
    async run({ number, command }, { fromOffset, onLine }) {
      diary.push(`run ${number} ${command.command.join(' ')} from ${fromOffset}`);
      onLine('a line', fromOffset + 7);
      return (await ends[asked++]?.()) ?? exited(0);
    },
    remove: async (command) => {
      diary.push(`remove ${command.number}`);
      await change.remove?.(command);
    },
  };
  const whole: RunContext = {
    ...context,
    profile,
    parts: async () => ({ afterCommands }) as unknown as TargetParts,
    checkpoint: async () => void diary.push(`checkpoint ${context.products.afterCommandsRun}`),
    ...change.context,
  };
  const step = {
    id: 'after' as const,
    run: async (each: RunContext, io: Parameters<typeof runAfterCommands>[1]) => {
      await runAfterCommands(each, io);
      return { kind: 'done' as const };
    },
  };
  const execute = () => executeRun(whole, [[[step]]], new AbortController().signal, async () => true);
  return { diary, events, context, execute };
}

const warnings = ({ context }: ReturnType<typeof pastCutover>) => context.recorder.job.warnings;

test('commands run one after another, and what each came to is written down before the next begins', async () => {
  const run = pastCutover([]);
  expect(await run.execute()).toEqual({ kind: 'completed' });
  expect(run.diary.slice(0, 6)).toEqual([
    ...['run 1 manage.py one from 0', 'remove 1', 'checkpoint 1'],
    ...['run 2 manage.py two from 0', 'remove 2', 'checkpoint 2'],
  ]);
  expect(warnings(run)).toEqual([]);
  expect(run.events).toContainEqual(expect.objectContaining({ type: 'log', source: 'host', text: 'a line' }));
});

test('a console that takes the run up passes over what another has told', async () => {
  const run = pastCutover([], { products: { afterCommandsRun: 1 } });
  await run.execute();
  expect(run.diary[0]).toBe('run 2 manage.py two from 0');
});

test('a command that fails is a warning with what it said; the restore stays completed and the next command runs', async () => {
  const run = pastCutover([async () => exited(3, 'no such index')]);
  const end = await run.execute();
  expect(jobEnd(run.context.recorder.job, end, run.context.products, new Date(), false).status).toBe(
    'completed',
  );
  expect(warnings(run)).toEqual([
    {
      code: 'command-after-failed',
      params: {
        command: 'manage.py one',
        service: 'shop-backend-1',
        reason: 'command-exited',
        exitCode: 3,
      },
      evidence: { command: ['manage.py', 'one'], exitCode: 3, stderrTail: 'no such index' },
    },
  ]);
  expect(run.diary).toContain('run 2 manage.py two from 0');
});

const ODD_ENDS: readonly [AfterCommandEnd, string, string][] = [
  [{ kind: 'vanished', logTail: 'half' }, 'so that it does not run twice', 'half'],
  [{ kind: 'timed-out', logTail: 'slow' }, 'ended at its limit of 1 min 30 s', 'slow'],
  [
    { kind: 'not-started', error: { code: 'container-missing', params: { container: 'web' } } },
    'has not run',
    'container-missing',
  ],
];

test.each(ODD_ENDS)(
  'what is not known to have ended well is told with evidence: %o',
  async (odd, words, said) => {
    const run = pastCutover([async () => exited(0), async () => odd]);
    expect(await run.execute()).toEqual({ kind: 'completed' });
    const [warning, ...more] = warnings(run);
    if (!warning) throw new Error('no warning');
    expect(more).toEqual([]);
    expect(warning.code).toBe('command-after-failed');
    expect(describeError(warning, 'en').explanation).toContain(words);
    expect(describeError(warning, 'es').explanation).not.toMatch(/command-|\(desconocido\)/);
    expect(warning.evidence?.stderrTail).toContain(said);
    expect(run.context.products.afterCommandsRun).toBe(2);
  },
);

test('a connection lost while a command runs takes that command up again where its log was told', async () => {
  const run = pastCutover([
    async () => {
      throw fail('connection-lost', { host: 'h', reason: 'cut' });
    },
  ]);
  expect(await run.execute()).toEqual({ kind: 'completed' });
  expect(run.diary.slice(0, 4)).toEqual([
    ...['run 1 manage.py one from 0', 'run 1 manage.py one from 7', 'remove 1', 'checkpoint 1'],
  ]);
  expect(run.diary.filter((line) => line.startsWith('run 2'))).toEqual(['run 2 manage.py two from 0']);
});

test('a connection lost while the result is written down neither runs nor tells that command again', async () => {
  let lost = false;
  const run = pastCutover([async () => exited(1)], {
    context: {
      checkpoint: async () => {
        if (lost) return;
        lost = true;
        throw fail('connection-lost', { host: 'h', reason: 'cut' });
      },
    },
  });
  expect(await run.execute()).toEqual({ kind: 'completed' });
  expect(run.diary.filter((line) => line.startsWith('run 1'))).toHaveLength(1);
  expect(warnings(run)).toHaveLength(1);
});

test('a console that has lost the lock touches neither container nor record, and begins no other command', async () => {
  let lost = false;
  const run = pastCutover([], {
    context: {
      fence: async () => {
        lost = true;
        throw fail('lock-lost', { job: 'j' });
      },
      lockLost: () => lost,
    },
  });
  expect(await run.execute()).toMatchObject({ kind: 'adrift', error: { code: 'lock-lost' } });
  expect(run.diary).toEqual(['run 1 manage.py one from 0']);
});

test('a Docker that does not answer leaves the command to be asked for again: the run is adrift, not told as failed', async () => {
  const run = pastCutover([
    async () => {
      throw fail('docker-not-running', { host: 'h' });
    },
  ]);
  expect(await run.execute()).toMatchObject({ kind: 'adrift', error: { code: 'docker-not-running' } });
  expect(warnings(run)).toEqual([]);
  expect(run.context.products.afterCommandsRun).toBeUndefined();
});

test('a container that cannot be removed is told, and costs neither its command’s result nor the next command', async () => {
  const run = pastCutover([], {
    remove: async ({ number }) => {
      if (number === 1) throw fail('command-failed', { command: 'docker rm', exitCode: 1 });
    },
  });
  expect(await run.execute()).toEqual({ kind: 'completed' });
  expect(warnings(run).map(({ code }) => code)).toEqual(['command-failed']);
  expect(run.diary).toContain('checkpoint 2');
});

test('a command’s container bears its job’s name, so that recover and prune find what was left', () => {
  const place = jobPlace('1f2e3d4c-0000', '/w', 'a'.repeat(64), 'image');
  const { container } = afterNames({ place, number: 12 });
  expect(container).toBe('rc-1f2e3d4c-after-12');
  expect(shortInName(container)).toBe(place.short);
});
