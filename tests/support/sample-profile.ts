import { type Profile, type ProfileInput, profileSchema } from '../../shared/profile';

/** A profile as a test needs it: complete, with the fields that matter given. */
export function sampleProfile(change: Partial<ProfileInput> = {}): Profile {
  return profileSchema.parse({
    version: 1,
    name: 'shop-production',
    environment: 'production',
    host: { host: '192.0.2.10', user: 'deploy', authentication: { kind: 'agent' } },
    database: { container: { by: 'name', name: 'shop-db-1' }, name: 'shop', applicationRole: 'shop_user' },
    services: [
      { ref: { by: 'name', name: 'shop-backend-1' }, role: 'backend' },
      { ref: { by: 'name', name: 'shop-worker-1' }, role: 'worker' },
    ],
    media: { location: { kind: 'volume', name: 'shop_media' } },
    operatorEmail: 'ops@example.org',
    health: { kind: 'http', url: 'http://127.0.0.1:8000/health/' },
    ...change,
  });
}
