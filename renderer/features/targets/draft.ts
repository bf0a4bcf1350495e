import {
  type Hop,
  type Profile,
  profileSchema,
  type Service,
  type ServiceRef,
} from '../../../shared/profile';

/** A new target before anything is known: the same shape as a profile, its gaps empty. */
export function blankProfile(): Profile {
  return {
    version: 1,
    name: '',
    environment: 'other',
    host: blankHop(),
    jumpHosts: [],
    docker: { command: ['docker'] },
    database: {
      container: { by: 'name', name: '' },
      name: '',
      applicationRole: '',
      maintenanceDatabase: 'postgres',
    },
    services: [],
    media: null,
    safetyBackup: true,
    operatorEmail: '',
    health: null,
    healthTimeoutSeconds: 120,
    postCommands: [],
    workDirectory: '~/.restore-console',
  };
}

export function blankHop(): Hop {
  return { host: '', port: 22, user: '', authentication: { kind: 'agent' } };
}

export function blankService(): Service {
  return { ref: { by: 'name', name: '' }, role: 'other', stopGraceSeconds: 30 };
}

/** How a reference is written in one line: `backtuki/backend` by Compose labels, or the container's name. */
export function refLabel(ref: ServiceRef): string {
  return ref.by === 'name' ? ref.name : `${ref.project}/${ref.service}`;
}

export type InvalidKey =
  | 'required'
  | 'name'
  | 'host'
  | 'port'
  | 'docker'
  | 'absolute'
  | 'inside'
  | 'url'
  | 'value';

/** What is not right in a draft, by field path such as `host.port`; the values are keys of the locale. */
export function invalidFields(draft: Profile): Readonly<Record<string, InvalidKey>> {
  const parsed = profileSchema.safeParse(draft);
  if (parsed.success) return {};
  const fields: Record<string, InvalidKey> = {};
  for (const issue of parsed.error.issues) {
    const path = issue.path.map(String).join('.');
    fields[path] ??= keyFor(path, valueAt(draft, issue.path));
  }
  return fields;
}

function keyFor(path: string, value: unknown): InvalidKey {
  if (value === '' || value === undefined) return 'required';
  if (path === 'name') return 'name';
  if (path.endsWith('port')) return 'port';
  if (path.endsWith('.host') || path.endsWith('.user')) return 'host';
  if (path.endsWith('location.path')) return 'absolute';
  if (path.endsWith('folder')) return 'inside';
  if (path.endsWith('url')) return 'url';
  if (/(ref|container|location|service)\.name$/.test(path)) return 'docker';
  return 'value';
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
