/**
 * True for extensions that exist only on Google's managed servers: no other server can have them, so leaving
 * them out loses nothing. Others that Cloud SQL offers (PostGIS, pgaudit, vector …) can be installed elsewhere
 * and are the preflight's business.
 */
export function isCloudSqlExtension(name: string): boolean {
  return /^(google_|alloydb_|cloudsql)/.test(name);
}
