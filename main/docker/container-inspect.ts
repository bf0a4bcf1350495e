import { z } from 'zod';
import type { ContainerInfo, MountInfo } from '../restore/ports/docker';

const stringRecord = z.record(z.string(), z.string());

/** What is read of `docker inspect --type container` (Engine 20.10 to 28); all else is ignored. */
const containerSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  Created: z.string().default(''),
  Path: z.string().default(''),
  Args: z.array(z.string()).nullish(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    Restarting: z.boolean().default(false),
    OOMKilled: z.boolean().default(false),
    ExitCode: z.number().int(),
    StartedAt: z.string().default(''),
    FinishedAt: z.string().default(''),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  HostConfig: z.object({ RestartPolicy: z.object({ Name: z.string() }).nullish() }),
  Config: z.object({
    Image: z.string(),
    User: z.string().default(''),
    WorkingDir: z.string().default(''),
    Env: z.array(z.string()).nullish(),
    Labels: stringRecord.nullish(),
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
  }),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().optional(),
        Source: z.string().default(''),
        Destination: z.string(),
        RW: z.boolean(),
      }),
    )
    .nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
type RawContainer = z.infer<typeof containerSchema>;

/** A container with what only this adapter reads besides {@link ContainerInfo}. */
export interface InspectedContainer extends ContainerInfo {
  /** ISO 8601, by the host's clock. */
  readonly createdAt: string;
  /** ISO 8601; `0001-01-01T00:00:00Z` when it has not ended yet. */
  readonly finishedAt: string;
}

/** Parses the JSON array that `docker inspect` prints. Throws ZodError or SyntaxError on anything else. */
export function parseContainers(json: string): readonly InspectedContainer[] {
  return z.array(containerSchema).parse(JSON.parse(json)).map(toContainer);
}

function toContainer(raw: RawContainer): InspectedContainer {
  const { State, Config } = raw;
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ''),
    image: Config.Image,
    imageId: raw.Image,
    running: State.Running,
    restarting: State.Restarting,
    status: State.Status,
    health: toHealth(State.Health?.Status),
    exitCode: State.Running || State.Status === 'created' ? null : State.ExitCode,
    oomKilled: State.OOMKilled,
    createdAt: raw.Created,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    restartPolicy: raw.HostConfig.RestartPolicy?.Name || 'no',
    labels: Config.Labels ?? {},
    env: toEnvironment(Config.Env ?? []),
    mounts: (raw.Mounts ?? []).map(toMount),
    networks: Object.keys(raw.NetworkSettings?.Networks ?? {}),
    user: Config.User,
    workingDir: Config.WorkingDir,
    exposedPorts: Object.keys(Config.ExposedPorts ?? {}),
    command: [raw.Path, ...(raw.Args ?? [])],
  };
}

function toHealth(status: string | undefined): ContainerInfo['health'] {
  switch (status) {
    case 'healthy':
    case 'unhealthy':
    case 'starting':
      return status;
    default:
      // `none`: the image's check was switched off.
      return null;
  }
}

function toEnvironment(lines: readonly string[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf('=');
    if (at > 0) environment[line.slice(0, at)] = line.slice(at + 1);
  }
  return environment;
}

function toMount(raw: NonNullable<RawContainer['Mounts']>[number]): MountInfo {
  const type = raw.Type === 'volume' || raw.Type === 'bind' || raw.Type === 'tmpfs' ? raw.Type : 'other';
  return {
    type,
    name: raw.Name || null,
    source: raw.Source,
    destination: raw.Destination,
    readWrite: raw.RW,
  };
}
