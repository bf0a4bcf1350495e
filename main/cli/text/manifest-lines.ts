import { describeFinding } from '../../../shared/errors/error-text';
import { formatBytes } from '../../../shared/format/bytes';
import { formatNumber } from '../../../shared/format/number';
import { formatAge, formatDateTime } from '../../../shared/format/time';
import type { Language } from '../../../shared/language';
import type { Dump, Finding, Manifest } from '../../../shared/manifest';

/** What inspection found, verdict first. */
export function manifestLines(manifest: Manifest, language: Language, now: Date): string {
  const verdict = manifest.valid
    ? 'Can be restored'
    : `Cannot be restored: ${manifest.errors.length} problem(s)`;
  return [
    `${verdict}: ${manifest.filename}`,
    `  size       ${formatBytes(manifest.bytes, language)} (${formatBytes(manifest.expandedBytes, language)} unpacked, ${formatNumber(manifest.entries, language)} entries)`,
    `  sha256     ${manifest.sha256}`,
    `  made       ${manifest.madeAt ? `${formatDateTime(manifest.madeAt, language)} (${formatAge(manifest.madeAt, now, language)} ago)` : 'not known'}`,
    ...manifest.dumps.map((dump) => dumpLines(dump, language)),
    manifest.media
      ? `  media      ${formatNumber(manifest.media.files, language)} files, ${formatBytes(manifest.media.bytes, language)}, from ${manifest.media.buckets.map((bucket) => bucket.name).join(', ')}`
      : '  media      none',
    ...findingLines('problem', manifest.errors, language),
    ...findingLines('warning', manifest.warnings, language),
  ].join('\n');
}

function dumpLines(dump: Dump, language: Language): string {
  const rows = dump.rows === null ? 'rows not known' : `${formatNumber(dump.rows, language)} rows`;
  const left = dump.cutRanges.length + dump.cutEntries.length;
  return [
    `  dump       ${dump.name}`,
    `             ${[...dump.layers, dump.format].join(' → ')}, PostgreSQL ${dump.serverVersion ?? 'version not known'}, ${formatNumber(dump.tables.length, language)} tables, ${rows}`,
    ...(left > 0 ? [`             ${formatNumber(left, language)} statement(s) will be left out`] : []),
  ].join('\n');
}

function findingLines(kind: string, findings: readonly Finding[], language: Language): readonly string[] {
  return findings.map((finding) => {
    const text = describeFinding(finding, language);
    return `  ${kind.padEnd(10)} ${text.title} [${finding.code}]\n             ${[text.explanation, text.next].filter((part) => part !== '').join(' ')}`;
  });
}

/** The contract's shape of `inspect --json`: the original validator's, with the rest of the manifest in `metadata`. */
export function manifestJson(manifest: Manifest, language: Language): object {
  const findings = (list: readonly Finding[]): object[] =>
    list.map((finding) => {
      const text = describeFinding(finding, language);
      return {
        code: finding.code,
        message: [text.title, text.explanation, text.next].filter((part) => part !== '').join(' · '),
        where: finding.where,
      };
    });
  const { errors, warnings, valid, dumps, media, ...rest } = manifest;
  return {
    valid,
    errors: findings(errors),
    warnings: findings(warnings),
    metadata: {
      ...rest,
      sql_dumps_count: dumps.length,
      media_files_count: media?.files ?? 0,
      media_size_mb: Math.round((media?.bytes ?? 0) / 10_000) / 100,
      dumps,
      media,
    },
  };
}
