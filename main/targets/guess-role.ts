import type { DiscoveredContainer } from '../../shared/target-checks';
import type { ContainerInfo } from '../restore/ports/docker';

/** A role a container seems to have, and the facts that say so. No secret is among them. */
export interface RoleGuess {
  readonly role: DiscoveredContainer['role'];
  readonly because: readonly string[];
}

const DATABASE_IMAGE = /(^|\/)(postgres|postgresql|postgis|timescaledb|pgvector|cloudnative-pg)([-:@]|$)/i;
/** Tools that carry the server's name: dumps, metrics, pools, consoles. */
const BESIDE_DATABASE = /backup|exporter|admin|client|bouncer|pool|migrat/i;
const CACHE_IMAGE = /(^|\/)(redis|valkey|keydb|dragonfly|memcached|rabbitmq)([-:@]|$)/i;
const CACHE_COMMAND = /\b(redis-server|valkey-server|memcached|rabbitmq-server)\b/;
const CACHE_PORTS = ['6379/tcp', '11211/tcp', '5672/tcp'];
const WORKER_COMMAND = /\bcelery\b.*\b(worker|beat)\b|\b(rqworker|rq worker|dramatiq|huey|qcluster)\b/;
const BACKEND_SERVICE = /^(backend|web|app|api|django|server)([-_]?\d+)?$/;
const SERVER_COMMAND = /\b(gunicorn|uvicorn|daphne|hypercorn|uwsgi|granian|runserver)\b/;

/**
 * What a container seems to be. Words of the image's name alone are weak for the application (any name will do), so
 * there the command decides; for database and cache image, port and environment do.
 */
export function guessRole(container: ContainerInfo): RoleGuess {
  const command = container.command.join(' ');
  const database = databaseFacts(container, command);
  if (database.length > 0) return { role: 'database', because: database };
  const worker = WORKER_COMMAND.exec(command);
  if (worker) return { role: 'worker', because: [`command ${worker[0]}`] };
  const cache = cacheFacts(container, command);
  if (cache.length > 0) return { role: 'cache', because: cache };
  const backend = backendFacts(container, command);
  if (backend.length > 0) return { role: 'backend', because: backend };
  return { role: 'other', because: [] };
}

function databaseFacts({ image, env, exposedPorts }: ContainerInfo, command: string): string[] {
  const facts: string[] = [];
  if (DATABASE_IMAGE.test(image) && !BESIDE_DATABASE.test(image)) facts.push(`image ${image}`);
  if (exposedPorts.includes('5432/tcp')) facts.push('port 5432');
  if (/(^|[\s/])postgres(\s|$)/.test(command)) facts.push('command postgres');
  if (env.PGDATA) facts.push(`PGDATA=${env.PGDATA}`);
  // The application often has POSTGRES_DB too: alone it says nothing.
  if (facts.length > 0) {
    for (const name of ['POSTGRES_DB', 'POSTGRES_USER']) if (env[name]) facts.push(`${name}=${env[name]}`);
  }
  return facts;
}

function cacheFacts({ image, exposedPorts }: ContainerInfo, command: string): string[] {
  const facts: string[] = [];
  if (CACHE_IMAGE.test(image)) facts.push(`image ${image}`);
  const port = CACHE_PORTS.find((each) => exposedPorts.includes(each));
  if (port) facts.push(`port ${port.replace('/tcp', '')}`);
  const program = CACHE_COMMAND.exec(command);
  if (program) facts.push(`command ${program[0]}`);
  return facts;
}

function backendFacts({ env, exposedPorts, labels }: ContainerInfo, command: string): string[] {
  const facts: string[] = [];
  const server = SERVER_COMMAND.exec(command);
  if (server) facts.push(`command ${server[0]}`);
  if (env.DJANGO_SETTINGS_MODULE) facts.push(`DJANGO_SETTINGS_MODULE=${env.DJANGO_SETTINGS_MODULE}`);
  const service = labels['com.docker.compose.service'] ?? '';
  if (BACKEND_SERVICE.test(service)) facts.push(`service ${service}`);
  // A start script hides the server's name; then what it is called and that it listens must do.
  const [port] = exposedPorts;
  if (facts.length > 0 && port) facts.push(`port ${port.replace('/tcp', '')}`);
  return facts;
}
