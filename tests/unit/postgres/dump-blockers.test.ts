import { expect, test } from 'vitest';
import { dumpBlockers } from '../../../main/restore/dump-blockers';
import type { DatabaseFacts } from '../../../main/restore/ports/database';
import type { Dump } from '../../../shared/manifest';
import { sampleDatabaseFacts } from '../../support/sample-facts';

const DUMP: Dump = {
  name: 'a.sql.gz',
  members: [{ entry: 'a.sql.gz', offset: 512, bytes: 10 }],
  layers: ['gzip'],
  format: 'plain',
  bytes: 100,
  database: null,
  serverVersion: '15.4',
  toolVersion: '15.4',
  archiveVersion: null,
  innerCompression: null,
  madeByPgDump: true,
  encoding: 'UTF8',
  tables: [],
  rows: 0,
  largeObjects: false,
  extensions: [],
  schemas: [],
  roles: [],
  functions: [],
  triggers: [],
  policies: [],
  migrations: null,
  cutRanges: [],
  indexRuns: [],
  sessionSettings: [],
  cutEntries: [],
};
const TOOLS = new Set(['dd', 'gzip', 'psql', 'pg_restore', 'awk']);
const judge = (dump: Partial<Dump>, facts: Partial<DatabaseFacts> = {}) =>
  dumpBlockers(sampleDatabaseFacts({ tools: TOOLS, ...facts }), { ...DUMP, ...dump });
const codes = (found: ReturnType<typeof judge>): readonly string[] => found.blockers.map((each) => each.code);

test('a dump of the server’s version or an older one stands against nothing', () => {
  expect(judge({})).toEqual({ blockers: [], warnings: [] });
  expect(codes(judge({ serverVersion: '9.6.24' }))).toEqual([]);
});

test('a dump from a newer major is refused', () => {
  expect(codes(judge({ serverVersion: '16.2 (Debian 16.2-1)' }))).toEqual(['server-older-than-dump']);
});

test('an archive format newer than the client reads is refused', () => {
  expect(codes(judge({ format: 'custom', archiveVersion: '1.14' }))).toEqual([]);
  expect(codes(judge({ format: 'custom', archiveVersion: '1.16' }))).toEqual(['client-older-than-archive']);
});

test('a missing tool is named, and asked for only where it is needed', () => {
  expect(judge({ layers: ['zstd'] }).blockers).toMatchObject([
    { code: 'client-tool-missing', params: { tool: 'zstd' } },
  ]);
  expect(codes(judge({ layers: ['zstd'] }, { tools: new Set([...TOOLS, 'zstd']) }))).toEqual([]);
});

test('an extension the server does not have is a blocker, one that only Cloud SQL has is not', () => {
  const extensions = [
    { name: 'postgis', schema: null },
    { name: 'google_vacuum_mgmt', schema: 'google_vacuum_mgmt' },
    { name: 'pg_trgm', schema: 'public' },
  ];
  const cutEntries = [
    { dumpId: 3, rule: 'cloud-sql-extension' as const, text: '', subject: 'google_vacuum_mgmt' },
  ];
  expect(judge({ extensions, cutEntries }).blockers).toMatchObject([
    { code: 'extension-missing', params: { names: 'postgis' } },
  ]);
});

test('an encoding the live database cannot hold is a blocker; what the server converts is a warning', () => {
  const live = sampleDatabaseFacts().live;
  const latin = live && { ...live, encoding: 'LATIN1' };
  expect(codes(judge({}, { live: latin }))).toEqual(['encoding-mismatch']);
  expect(judge({ encoding: 'LATIN1' })).toMatchObject({
    blockers: [],
    warnings: [{ code: 'encoding-mismatch' }],
  });
  expect(judge({ encoding: 'utf-8' })).toEqual({ blockers: [], warnings: [] });
});

test('rows an archive format hides are said to be counted on the host', () => {
  const tables = [{ schema: 'public', name: 't', rows: null, bytes: null }];
  expect(judge({ format: 'custom', tables }).warnings.map((each) => each.code)).toEqual([
    'rows-counted-on-host',
  ]);
});
