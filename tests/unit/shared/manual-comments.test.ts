import { expect, test } from 'vitest';
import { manualWay } from '../../../main/restore/cutover/manual-way';
import type { CutoverSpec } from '../../../main/restore/ports/cutover';
import { manualComment, manualLineWords } from '../../../shared/phrases/manual-comments';
import { sampleReport } from '../../support/sample-report';

/** The explaining lines of a manual way, in Spanish. */
const spanish = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith('#')).map((line) => manualLineWords(line, 'es'));

function spec(liveOid: number | null): CutoverSpec {
  const names = { live: 'shop', fresh: 'shop__rc_new_1', old: 'shop__rc_old_1', loader: 'l' };
  return {
    services: [],
    media: { mover: { name: 'rc-1-media-mover', runArgv: ['docker', 'run'] } },
    database: { containerId: 'db', psqlArgv: ['exec', 'db', 'psql'], names, liveOid, freshOid: 20_001 },
  } as unknown as CutoverSpec;
}

test.each([16_384, null])(
  'every explaining line of a cutover has its words in Spanish, live OID %s',
  (liveOid) => {
    const { toOld, toNew } = manualWay(spec(liveOid), ['docker'], (word) => `'${word}'`);
    const english = [...toOld, ...toNew].filter((line) => line.startsWith('#'));
    expect(english.length).toBeGreaterThan(5);
    expect(spanish(english).filter((line) => english.includes(line))).toEqual([]);
    expect(spanish(english).filter((line) => /[{}]|desconocido/.test(line))).toEqual([]);
  },
);

test('what a line names stays what it is', () => {
  const line = manualComment('from-backup', { oid: 16_384, bytes: 1_234, sha: 'abc' });
  expect(line).toBe('# Only if 16384 is gone: from the safety backup (1234 bytes, SHA-256 abc)');
  expect(manualLineWords(line, 'es')).toBe(
    '# Solo si 16384 ya no está: desde la copia de seguridad previa (1234 bytes, SHA-256 abc)',
  );
  expect(manualLineWords(line, 'en')).toBe(line);
});

test.each(['docker start "# In any case:"', '# Something a person wrote'])('%s is shown as it is', (line) => {
  expect(manualLineWords(line, 'es')).toBe(line);
});

test('a Spanish report explains its commands in Spanish', () => {
  const { commands } = sampleReport({}, { language: 'es' }).manual_way;
  expect(commands[0]).toBe('# Volver a la base de datos y la media anteriores');
  expect(commands).toContain('docker start shop-backend-1');
});
