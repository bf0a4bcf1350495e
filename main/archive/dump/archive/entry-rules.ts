import type { LeftOutRule } from '../../../../shared/manifest';
import { isCloudSqlExtension } from '../cloud-sql';

const BY_DESC = new Map<string, LeftOutRule>([
  ['ACL', 'acl'],
  ['DEFAULT ACL', 'acl'],
  ['PUBLICATION', 'publication'],
  ['PUBLICATION TABLE', 'publication'],
  ['PUBLICATION TABLES IN SCHEMA', 'publication'],
  ['SUBSCRIPTION', 'subscription'],
  ['SUBSCRIPTION TABLE', 'subscription'],
  ['EVENT TRIGGER', 'event-trigger'],
  ['DATABASE', 'create-database'],
  ['DATABASE PROPERTIES', 'create-database'],
]);

/**
 * The rule by which a TOC entry is left out, or null. Schemas of extensions are known only at the end. Owners
 * need no entry: pg_restore leaves them out by itself (`--no-owner`).
 */
export function entryRule(entry: { readonly desc: string; readonly tag: string }): LeftOutRule | null {
  const { desc, tag } = entry;
  if (desc === 'EXTENSION') return isCloudSqlExtension(tag) ? 'cloud-sql-extension' : 'extension';
  // Every database has its schema public already.
  if (desc === 'SCHEMA' && tag === 'public') return 'clean';
  if (desc === 'COMMENT') return commentRule(tag);
  return BY_DESC.get(desc) ?? null;
}

/** A comment's tag says what it is on: `EXTENSION citext`. */
function commentRule(tag: string): LeftOutRule | null {
  if (tag.startsWith('EXTENSION ')) {
    return isCloudSqlExtension(tag.slice(10).replaceAll('"', ''))
      ? 'cloud-sql-extension'
      : 'comment-on-extension';
  }
  if (tag.startsWith('DATABASE ')) return 'create-database';
  if (tag.startsWith('PUBLICATION ')) return 'publication';
  if (tag.startsWith('SUBSCRIPTION ')) return 'subscription';
  if (tag.startsWith('EVENT TRIGGER ')) return 'event-trigger';
  return null;
}
