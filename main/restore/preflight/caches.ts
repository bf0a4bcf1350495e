import type { ContainerInfo } from '../ports/docker';

/** Caches and brokers by the names of their images and Compose services; tools that only watch one are none. */
const CACHE =
  /(^|[/_.-])(redis|valkey|keydb|memcached|dragonfly(db)?|rabbitmq|nats|kafka|redpanda|activemq|artemis|beanstalkd|mosquitto)([/:@_.-]|\d|$)/i;
const WATCHER = /exporter|insight|commander|-ui\b/i;
/** Every container may be on these: being there together says nothing. */
const SHARED_NETWORKS = new Set(['bridge', 'host', 'none']);

/**
 * Containers of the database's Compose project, or on a network of its own, that look like a cache or a broker: what
 * they hold belongs to the data from before and survives a restore. Stopped ones too: their volumes do not forget.
 */
export function cachesBeside(
  containers: readonly ContainerInfo[],
  database: ContainerInfo,
): readonly string[] {
  const project = projectOf(database);
  const networks = new Set(database.networks.filter((network) => !SHARED_NETWORKS.has(network)));
  return containers
    .filter((container) => container.id !== database.id)
    .filter(
      (container) =>
        (project !== undefined && projectOf(container) === project) ||
        container.networks.some((network) => networks.has(network)),
    )
    .filter(looksLikeCache)
    .map((container) => container.name);
}

function looksLikeCache({ image, labels }: ContainerInfo): boolean {
  const service = labels['com.docker.compose.service'] ?? '';
  if (WATCHER.test(image) || WATCHER.test(service)) return false;
  // Without registry and tag: a registry may be called anything.
  return CACHE.test(image.replace(/^[^/]*[.:][^/]*\//, '').replace(/[:@][^/]*$/, '')) || CACHE.test(service);
}

function projectOf(container: ContainerInfo): string | undefined {
  return container.labels['com.docker.compose.project'];
}
