import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scenarioText } from './describe-scenario';
import { foldersOf } from './host-view';
import type { RunReport } from './one-run';
import type { Scenario } from './scenario';

/** Where evidence and records lie. */
export const ARTEFACTS = path.resolve(__dirname, '../../test-artefacts/chaos');

/** Writes all that tells what happened in a run with violations; returns the folder. */
export async function keepEvidence(name: string, scenario: Scenario, report: RunReport): Promise<string> {
  const folder = path.join(ARTEFACTS, name);
  await mkdir(folder, { recursive: true });
  const { facts, verdict, told } = report;
  const write = (file: string, content: string): Promise<void> => writeFile(path.join(folder, file), content);
  await write(
    'violations.txt',
    `${scenarioText(scenario)}\n\n${verdict.violations.map(({ invariant, what }) => `${invariant}: ${what}`).join('\n')}\n`,
  );
  await write('scenario.json', JSON.stringify(scenario, null, 2));
  for (const [index, { command, result }] of told.entries())
    await write(
      `${index + 1}-${command}.txt`,
      `exit ${result.exitCode} signal ${result.signal}\n${result.stdout}\n${result.stderr}`,
    );
  await write(
    'jobs.json',
    JSON.stringify(
      facts.history.filter((job) => facts.jobs.includes(job.id)),
      null,
      2,
    ),
  );
  const all = ['ps', '-a', '--no-trunc'];
  await write('containers.txt', await facts.host.docker(all).catch(String));
  const databases = 'SELECT oid, datname, datallowconn FROM pg_database ORDER BY 1';
  await write('databases.txt', await facts.host.psql(databases, 'postgres').catch(String));
  for (const jobId of facts.jobs) {
    const source = path.join(foldersOf(facts.host).work, 'jobs', jobId);
    for (const file of ['cutover.journal', 'cutover.log', 'cutover.status', 'job.json'])
      await copyFile(path.join(source, file), path.join(folder, `${jobId.slice(0, 8)}-${file}`)).catch(
        () => undefined,
      );
  }
  return folder;
}
