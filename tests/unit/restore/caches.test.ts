import { expect, test } from 'vitest';
import { cachesBeside } from '../../../main/restore/preflight/caches';
import { sampleContainer } from '../../support/sample-facts';

const compose = (service: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
});
const database = sampleContainer('shop-db-1', {
  labels: compose('db'),
  networks: ['shop_default', 'bridge'],
});
const named = (image: string, change: Parameters<typeof sampleContainer>[1] = {}) =>
  cachesBeside([database, sampleContainer('c', { image, networks: ['shop_default'], ...change })], database);

test.each([
  'redis:7-alpine',
  'docker.io/library/redis',
  'bitnami/valkey:8.0',
  'redis/redis-stack-server:latest',
  'rabbitmq:3-management',
  'registry.example.org:5000/mirror/memcached@sha256:0a',
  'nats:2',
])('%s on the database’s network is named', (image) => {
  expect(named(image)).toEqual(['c']);
});

test.each([
  'postgres:15',
  'shop-backend:1',
  'oliver006/redis_exporter',
  'bitnami/redis-exporter:1',
  'redis.example.org/shop/web:2',
  'predistribution:1',
])('%s is none', (image) => {
  expect(named(image)).toEqual([]);
});

test('of the same Compose project it is named by its service too, stopped or not, whatever its network', () => {
  const change = { labels: compose('cache-redis'), networks: [], running: false };
  expect(named('registry/our-own:1', change)).toEqual(['c']);
});

test('one of another project, or only together on Docker’s own bridge, is none of this application', () => {
  expect(named('redis:7', { networks: ['bridge'], labels: {} })).toEqual([]);
  expect(named('redis:7', { networks: ['blog_default'] })).toEqual([]);
});
