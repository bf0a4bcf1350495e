import type { Profile, Service } from '../../shared/profile';
import type { AfterCommands } from './ports/after-commands';
import type { Cutover } from './ports/cutover';
import type { DatabaseServer } from './ports/database';
import type { ContainerInfo, Docker } from './ports/docker';
import type { ConnectOutcome, RemoteHost } from './ports/host';
import type { MediaStore } from './ports/media';

/** A profile's service with the container it means now; null when there is none. */
export interface ResolvedService {
  readonly service: Service;
  readonly container: ContainerInfo | null;
}

/** What stands on a target once Docker answers and the database container is there and running. */
export interface TargetParts {
  readonly container: ContainerInfo;
  readonly helperImage: string;
  readonly database: DatabaseServer;
  readonly media: MediaStore | null;
  readonly cutover: Cutover;
  readonly afterCommands: AfterCommands;
  readonly services: readonly ResolvedService[];
}

/** An open connection to a target and what can be reached through it. */
export interface TargetSession {
  readonly profile: Profile;
  readonly host: RemoteHost;
  readonly docker: Docker;
  /** The work directory, resolved to an absolute path and equal over exec and SFTP. Throws `work-directory-mismatch`. */
  workDirectory(): Promise<string>;
  /** Throws `docker-…`, `container-missing`, `container-not-running`, `admin-role-refused`. */
  parts(): Promise<TargetParts>;
  close(): Promise<void>;
}

export type OpenOutcome =
  | { readonly kind: 'open'; readonly session: TargetSession }
  | Exclude<ConnectOutcome, { kind: 'connected' }>;

/** Opens sessions; composition makes it from connector and adapters. */
export interface TargetSessions {
  open(profile: Profile, options?: { readonly signal?: AbortSignal }): Promise<OpenOutcome>;
}
