import { join } from 'node:path';
import type { CutoverSpec } from '../../../main/restore/ports/cutover';

/** Shells the host script must work under. */
export const SHELLS = { dash: ['dash'], busybox: ['busybox', 'ash'] } as const;
export type Shell = keyof typeof SHELLS;

export interface RigOptions {
  readonly shell: Shell;
  readonly database?: 'live' | 'first' | 'none';
  readonly media?: boolean;
  readonly command?: boolean;
  readonly health?: 'http' | 'docker' | 'command' | 'none';
  readonly healthRequired?: boolean;
  /** Changes the script's text: a planted fault, to show that the invariants catch it. */
  readonly plant?: readonly [string, string];
  /** How many calls it makes depends on time: waiting for health that does not come. */
  readonly unsteady?: boolean;
  /** Beat was stopped before: it stays stopped. */
  readonly beatRan?: boolean;
  /** Containers are meant by ids of 64 digits, as docker's own, and can be made anew with others. */
  readonly ids?: boolean;
  /** The old database lives in its safety backup alone: the live name is free, and a reverse starts nothing. */
  readonly inPlace?: boolean;
}

/** What a specification takes from its rig. */
interface RigNames {
  readonly folder: string;
  readonly jobDir: string;
  readonly short: string;
  readonly idOf: (name: string) => string;
}

const FAKE_DOCKER = join(process.cwd(), 'tests/support/fake-docker/docker.sh');

/** What the rig's cutover is told to do. */
export function rigSpec(options: RigOptions, rig: RigNames): CutoverSpec {
  const { database = 'live', media = true, health = 'docker', healthRequired = true } = options;
  const service = (name: string, role: 'backend' | 'worker' | 'other', wasRunning = true) => ({
    id: rig.idOf(name),
    name,
    role,
    graceSeconds: 1,
    wasRunning,
  });
  const ref = { by: 'name' as const, name: 'backend' };
  return {
    place: {
      jobId: rig.short,
      short: rig.short,
      workDir: rig.folder,
      jobDir: rig.jobDir,
      archivePath: '',
      helperImage: 'i',
    },
    database:
      database === 'none'
        ? null
        : {
            containerId: rig.idOf('db'),
            containerName: 'db',
            adminRole: 'postgres',
            maintenanceDatabase: 'postgres',
            names: { live: 'live', fresh: 'fresh', old: 'old', loader: 'loader' },
            liveOid: database === 'first' ? null : 100,
            freshOid: 200,
            psqlArgv: ['exec', '-i', rig.idOf('db'), 'psql'],
          },
    media: media
      ? {
          source: 'media',
          folder: '',
          mode: 'merge',
          first: false,
          mover: { name: 'mover', runArgv: [FAKE_DOCKER, 'run', '-d', '--name', 'mover'] },
        }
      : null,
    services: [
      service('worker', 'worker'),
      service('beat', 'other', options.beatRan !== false),
      service('backend', 'backend'),
    ],
    ...(options.inPlace ? { putBackByHand: [] } : {}),
    beforeStart: options.command
      ? [
          {
            phase: 'before-start',
            service: ref,
            command: ['migrate'],
            timeoutSeconds: 20,
            containerId: rig.idOf('backend'),
            containerName: 'backend',
          },
        ]
      : [],
    health:
      health === 'docker'
        ? { kind: 'docker', service: ref }
        : health === 'command'
          ? { kind: 'command', service: ref, command: ['check'] }
          : health === 'http'
            ? { kind: 'http', url: 'http://127.0.0.1:8000/health/', expectStatus: 200 }
            : null,
    healthContainerId: rig.idOf('backend'),
    healthContainerName: 'backend',
    healthTimeoutSeconds: 1,
    healthRequired,
  };
}
