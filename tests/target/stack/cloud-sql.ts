import { docker } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { type AdminChoice, containerName } from './names';
import { psql } from './seed';

/** Roles that Cloud SQL's dumps name and no other server has. */
const ROLES = ['cloudsqladmin', 'cloudsqlsuperuser'];

/**
 * What Cloud SQL's plain dumps have and Debian's pg_dump does not write: the setting PostgreSQL 17 brought, and
 * the grants of schema public spelled as there. (`\restrict` is written by pg_dump itself since August 2025.)
 */
export const CLOUD_SQL_SED = [
  '1,60s/^SET idle_in_transaction_session_timeout = 0;$/&\\nSET transaction_timeout = 0;/',
  's/^REVOKE USAGE ON SCHEMA public FROM PUBLIC;$/REVOKE ALL ON SCHEMA public FROM cloudsqladmin;\\n' +
    'REVOKE ALL ON SCHEMA public FROM PUBLIC;\\nGRANT ALL ON SCHEMA public TO cloudsqlsuperuser;/',
  '',
].join('\n');

const EXTENSION_FILES = `
set -e
cd "$(echo /usr/share/postgresql/*/extension)"
printf "comment = 'extension for assistive operational tooling'\\ndefault_version = '1.0'\\nrelocatable = false\\nsuperuser = true\\nschema = google_vacuum_mgmt\\n" > google_vacuum_mgmt.control
printf "SELECT 1;\\n" > google_vacuum_mgmt--1.0.sql
`;

/** Makes a scratch database look like one of Cloud SQL, with real objects, so that every dump format carries them. */
export async function installCloudSql(
  paths: InstancePaths,
  admin: AdminChoice,
  database: string,
): Promise<void> {
  await docker(paths, ['exec', '-i', containerName('db'), 'sh'], EXTENSION_FILES);
  const roles = ROLES.map((role) => `CREATE ROLE ${role} NOLOGIN;`).join('\n');
  await psql(
    paths,
    admin,
    `${roles}
     CREATE SCHEMA google_vacuum_mgmt AUTHORIZATION cloudsqladmin;
     CREATE EXTENSION google_vacuum_mgmt WITH SCHEMA google_vacuum_mgmt;
     ALTER SCHEMA public OWNER TO cloudsqlsuperuser;
     COMMENT ON SCHEMA public IS '';
     REVOKE ALL ON SCHEMA public FROM cloudsqladmin;
     GRANT ALL ON SCHEMA public TO cloudsqlsuperuser;
     GRANT ALL ON SCHEMA public TO PUBLIC;
     GRANT ALL ON FUNCTION pg_catalog.pg_replication_origin_advance(text, pg_lsn) TO cloudsqlsuperuser;
     GRANT ALL ON FUNCTION pg_catalog.pg_replication_origin_create(text) TO cloudsqlsuperuser;
     GRANT ALL ON FUNCTION pg_catalog.pg_replication_origin_drop(text) TO cloudsqlsuperuser;
     GRANT SELECT ON ALL TABLES IN SCHEMA public TO cloudsqlsuperuser;
     ALTER DEFAULT PRIVILEGES FOR ROLE cloudsqladmin IN SCHEMA public GRANT SELECT ON TABLES TO cloudsqlsuperuser;`,
    database,
  );
}

/** Takes roles and extension files away again; the scratch database is gone by then. */
export async function dropCloudSql(paths: InstancePaths, admin: AdminChoice): Promise<void> {
  await psql(paths, admin, ROLES.map((role) => `DROP ROLE IF EXISTS ${role};`).join('\n'), 'template1');
  const remove = 'rm -f /usr/share/postgresql/*/extension/google_vacuum_mgmt*';
  await docker(paths, ['exec', containerName('db'), 'sh', '-c', remove]);
}
