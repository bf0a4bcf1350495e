import { z } from 'zod';
import type { JobPlace } from '../ports/step';
import { readJson } from '../read-json';
import { readFolderTarget } from '../target-identity';
import type { CutoverParts } from './create-cutover';
import { cutoverFiles } from './files';

/** A container as the files of a cutover mean it: by id, and by the name it had when they were written. */
export interface RecordedContainer {
  readonly id: string;
  readonly name: string;
  /** A number is that of a service in the parameters, from 1. */
  readonly means: 'database' | 'health' | number;
}

/** The part of cutover.json. Those of an earlier version name neither the database's container nor the one for health. */
const recordSchema = z.object({
  spec: z.object({
    database: z.object({ containerId: z.string(), containerName: z.string().optional() }).nullable(),
    services: z.array(z.object({ id: z.string(), name: z.string() })),
    healthContainerId: z.string().nullable(),
    healthContainerName: z.string().nullish(),
  }),
});
type Spec = z.infer<typeof recordSchema>['spec'];

/**
 * Every container that the parameters or the facts of a cutover mean by id and know by name, the database first. Both
 * are read: a console that died between writing the two left different ids in them.
 */
export async function recordedContainers(
  host: CutoverParts['host'],
  place: JobPlace,
  parameters: string,
): Promise<readonly RecordedContainer[]> {
  const record = recordSchema.safeParse(await readJson(host, cutoverFiles(place).facts));
  if (!record.success) return [];
  const { spec } = record.data;
  const database = spec.database && (await databaseName(host, place, spec.database));
  const of = (
    means: RecordedContainer['means'],
    variable: string,
    id?: string | null,
    name?: string | null,
  ) => (name ? bothIds(id, variable, parameters).map((each) => ({ id: each, name, means })) : []);
  return [
    ...of('database', 'DB_CONTAINER', spec.database?.containerId, database),
    ...spec.services.flatMap(({ id, name }, at) => of(at + 1, `SVC_${at + 1}_ID`, id, name)),
    ...of('health', 'HEALTH_CONTAINER', spec.healthContainerId, healthName(spec)),
  ];
}

function bothIds(id: string | null | undefined, variable: string, parameters: string): readonly string[] {
  const line = new RegExp(`^${variable}='?([0-9a-f]{64})'?$`, 'm').exec(parameters);
  return [...new Set([id, line?.[1]])].flatMap((each) => each ?? []);
}

/** Where the cutover does not say it, as the lock step wrote it: whose this folder is was judged by that name too. */
async function databaseName(
  host: CutoverParts['host'],
  { workDir, jobId }: JobPlace,
  { containerName }: NonNullable<Spec['database']>,
): Promise<string | null> {
  if (containerName !== undefined) return containerName;
  return (await readFolderTarget(host, `${workDir}/jobs/${jobId}`))?.container?.name ?? null;
}

/** An earlier version did not name it: mostly it is one of the services. */
function healthName({ healthContainerId, healthContainerName, services }: Spec): string | null {
  return healthContainerName ?? services.find(({ id }) => id === healthContainerId)?.name ?? null;
}
