import { z } from 'zod';
import type { Profile } from '../../shared/profile';
import type { ContainerInfo, Docker } from '../restore/ports/docker';
import type { RemoteHost } from '../restore/ports/host';
import type { JobPlace } from '../restore/ports/step';
import { findAdmin } from './admin-role';
import { readLoaderPassword } from './loader-secret';
import { type Access, parseJson, runSql } from './session';

/** What the modules of this folder share: the reach to one database server, and the two roles that speak to it. */
export interface ServerContext {
  readonly docker: Docker;
  readonly host: RemoteHost;
  readonly profile: Profile;
  readonly container: ContainerInfo;
  /** Found and proven once. */
  admin(): Promise<Access>;
  /** SQL as the admin, names pinned to pg_catalog. Never for statements of a dump. */
  adminSql(database: string, sql: string, more?: SqlMore): Promise<string>;
  /** As adminSql, read-only; the one JSON value it selects, checked. */
  adminJson<T>(database: string, schema: z.ZodType<T>, sql: string): Promise<T>;
  /** `server_version_num`, asked once: the server of a container is the same as long as we speak to it. */
  serverVersion(): Promise<number>;
  /** The run's loader over the loopback address, where its helpers connect too. */
  loader(place: JobPlace, role: string): Promise<Access>;
  loaderSql(place: JobPlace, role: string, database: string, sql: string, more?: SqlMore): Promise<string>;
}

export interface SqlMore {
  readonly readOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface ServerReach {
  readonly docker: Docker;
  readonly host: RemoteHost;
  readonly profile: Profile;
  readonly container: ContainerInfo;
}

/** Makes the context; connects to nothing yet. */
export function serverContext(reach: ServerReach): ServerContext {
  const { docker, host, profile, container } = reach;
  let found: Promise<Access> | null = null;
  const admin = (): Promise<Access> => {
    found ??= findAdmin(docker, profile, container).catch((thrown: unknown) => {
      found = null;
      throw thrown;
    });
    return found;
  };
  const adminSql = async (database: string, sql: string, more: SqlMore = {}): Promise<string> =>
    runSql(docker, container, await admin(), { database, sql, application: 'rc-admin', ...more });
  const adminJson: ServerContext['adminJson'] = async (database, schema, sql) =>
    parseJson(schema, await adminSql(database, sql, { readOnly: true }));
  let version: Promise<number> | null = null;
  const serverVersion = (): Promise<number> => {
    version ??= adminJson(
      profile.database.maintenanceDatabase,
      z.number(),
      `SELECT current_setting('server_version_num')::int;`,
    ).catch((thrown: unknown) => {
      version = null;
      throw thrown;
    });
    return version;
  };
  const loader = async (place: JobPlace, role: string): Promise<Access> => ({
    role,
    host: '127.0.0.1',
    port: (await admin()).port,
    password: await readLoaderPassword(host, place),
    passwordSource: null,
    systemUser: null,
  });
  return {
    ...reach,
    admin,
    adminSql,
    adminJson,
    serverVersion,
    loader,
    loaderSql: async (place, role, database, sql, more = {}) =>
      runSql(docker, container, await loader(place, role), {
        database,
        sql,
        application: `rc-${place.short}-loader`,
        ...more,
      }),
  };
}
