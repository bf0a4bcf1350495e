/** The preset's names (the original system's containers), as Compose would make them. */
export const PROJECT = 'backtuki';
export const DATABASE = 'tuki_production';
export const ROLE = 'tuki_user';
/** Over the network only; inside the database container the local socket and 127.0.0.1 are trusted. */
export const DATABASE_PASSWORD = 'Tuki-throwaway-53cr3t';
export const MEDIA_VOLUME = 'backtuki_media';
export const DATABASE_VOLUME = 'backtuki_db_data';
export const MEDIA_PATH = '/app/media';
export const NETWORK = 'backtuki_default';

export const SERVICES = ['db', 'redis', 'backend', 'celery-worker', 'celery-beat'] as const;
export type ServiceName = (typeof SERVICES)[number];

export function containerName(service: ServiceName): string {
  return `${PROJECT}-${service}-1`;
}

/** Who is the superuser: the application's role itself (as the official image with POSTGRES_USER) or another. */
export type AdminChoice = 'app' | 'separate';

export function adminRole(admin: AdminChoice): string {
  return admin === 'app' ? ROLE : 'postgres';
}
