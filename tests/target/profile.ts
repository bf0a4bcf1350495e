import { type ProfileInput, profileSchema, type Service } from '../../shared/profile';
import type { PublicHostKey } from './access/sshd';
import { DATABASE, MEDIA_VOLUME, PROJECT, ROLE } from './stack/names';

export interface ProfileFacts {
  name: string;
  port: number;
  user: string;
  key: string;
  hostKey: PublicHostKey;
  dockerHost: string;
  healthUrl: string;
}

/** The profile of a test host as an operator would have written it, checked by the console's own schema. */
export function testHostProfile(facts: ProfileFacts): ProfileInput {
  const compose = (service: string) => ({ by: 'compose' as const, project: PROJECT, service });
  const service = (name: string, role: Service['role']) => ({
    ref: compose(name),
    role,
    stopGraceSeconds: 10,
  });
  const profile: ProfileInput = {
    version: 1,
    name: facts.name,
    environment: 'production',
    host: {
      host: '127.0.0.1',
      port: facts.port,
      user: facts.user,
      authentication: { kind: 'key', path: facts.key, passphrase: false },
      hostKey: facts.hostKey,
    },
    docker: { command: ['docker'], dockerHost: facts.dockerHost },
    database: { container: compose('db'), name: DATABASE, applicationRole: ROLE },
    services: [
      service('backend', 'backend'),
      service('celery-worker', 'worker'),
      service('celery-beat', 'worker'),
    ],
    media: { location: { kind: 'volume', name: MEDIA_VOLUME }, folder: '', mode: 'merge' },
    operatorEmail: 'admin@tuki.cl',
    health: { kind: 'http', url: facts.healthUrl },
    healthTimeoutSeconds: 60,
    postCommands: [
      {
        phase: 'before-start',
        service: compose('backend'),
        command: ['python3', 'manage.py', 'migrate', '--noinput'],
      },
    ],
  };
  profileSchema.parse(profile);
  return profile;
}
