import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteArgument } from '../../../main/remote/shell-quote';
import { manualWay } from '../../../main/restore/cutover/manual-way';
import { cutoverParameters } from '../../../main/restore/cutover/parameters';
import type { CutoverSpec } from '../../../main/restore/ports/cutover';
import { SHELLS } from '../../support/fake-docker/rig-spec';

function spec(live: string, service: string, url: string): CutoverSpec {
  return {
    place: {
      jobId: 'job',
      short: 'short',
      workDir: '/w',
      jobDir: '/w/jobs/job',
      archivePath: '',
      helperImage: '',
    },
    database: {
      containerId: 'db',
      containerName: 'db',
      adminRole: 'admin',
      maintenanceDatabase: 'postgres',
      liveOid: 1,
      freshOid: 2,
      names: { live, fresh: `${live}-new`, old: `${live}-old`, loader: 'l' },
      psqlArgv: ['exec', '-i', 'db', 'psql'],
    },
    media: null,
    services: [{ id: 'id', name: service, role: 'backend', graceSeconds: 5, wasRunning: true }],
    beforeStart: [],
    health: { kind: 'http', url, expectStatus: 200 },
    healthContainerId: null,
    healthContainerName: null,
    healthTimeoutSeconds: 60,
    healthRequired: true,
  };
}

const SHOW = 'psql_cli extra; printf "%s\\0" "$SVC_1_NAME" "$HEALTH_URL"';
const word = fc.string({ unit: 'binary-ascii', maxLength: 12 }).map((text) => text.replaceAll('\0', ''));
const visible = (text: string) => text.replace(/\p{Cc}/gu, ' ');

describe.each(Object.entries(SHELLS))(
  'the parameters of a cutover read by %s',
  (_name, [program, ...rest]) => {
    const missing = spawnSync(program, [...rest, '-c', ':']).status !== 0;
    it.skipIf(missing)('arrive as they are, whatever the names hold', () => {
      fc.assert(
        fc.property(word, word, word, (live, service, url) => {
          const text = cutoverParameters(
            spec(live, service, url),
            [],
            { prefix: ['printf', '%s\\0'], lostProcesses: [] },
            quoteArgument,
          );
          const shown = spawnSync(program, [...rest, '-c', `${text}\n(${SHOW.replace('; ', ')\n')}`], {
            encoding: 'utf8',
          });
          const words = shown.stdout.split('\0');
          expect(shown.stderr).toBe('');
          expect(words).toContain(`live=${live}`);
          expect(words).toContain(`old=${live}-old`);
          expect(words.slice(-3)).toEqual([visible(service), visible(url), '']);
        }),
        { numRuns: 40 },
      );
    });
  },
);

describe('the manual way back', () => {
  it('fills in every name and quotes the database as PostgreSQL wants it', () => {
    const { toOld, toNew } = manualWay(spec('we"ird', 'web', 'http://h/'), ['docker'], quoteArgument);
    expect(toOld).toContain('docker stop -t 5 web');
    expect(toOld.join('\n')).toContain(
      'ALTER DATABASE "we""ird" RENAME TO "we""ird-new"; ALTER DATABASE "we""ird-old" RENAME TO "we""ird"; COMMIT',
    );
    expect(toOld.at(-1)).toBe('docker start web');
    expect(toNew.at(-1)).toBe('docker start web');
  });
});
