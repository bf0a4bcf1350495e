import type { InPlacePlace } from '../../main/restore/in-place/end-in-place';
import { type InPlaceJournal, inPlaceJournalSchema } from '../../main/restore/in-place/journal';
import type { RemoteHost } from '../../main/restore/ports/host';
import type { DatabaseSurvey, InPlaceDatabase, NamesNow } from '../../main/restore/ports/in-place';
import type { TargetParts, TargetSession } from '../../main/restore/target-session';
import { fail } from '../../shared/errors/app-error';
import { sampleProfile } from './sample-profile';

export const SURVEY: DatabaseSurvey = {
  tables: [
    { name: 'public.a', rows: 10 },
    { name: 'public.b', rows: 2 },
  ],
  sequences: [{ name: 'public.a_id_seq', value: '10' }],
  objects: [{ kind: 'trigger', count: 1 }],
  properties: [{ name: 'owner', value: 'shop_user' }],
};

const PLACE = {
  jobId: '1f2e3d4c-0000-4000-8000-000000000001',
  short: '1f2e3d4c',
  workDir: '/w',
  jobDir: '/w/jobs/1',
  archivePath: '/w/archives/x.tar.gz',
  helperImage: 'postgres:15',
};

/** A host with a journal, a backup and a server that says who carries which name; notes what is done to it. */
export class InPlaceTarget {
  readonly done: string[] = [];
  readonly #files = new Map<string, string>();
  #digest = 'a'.repeat(64);
  #after: DatabaseSurvey = SURVEY;
  #lost = false;
  #startFails = false;
  #containers: readonly { readonly id: string; readonly name: string }[] | null = null;

  constructor(
    journal: InPlaceJournal | null,
    private readonly now: NamesNow,
  ) {
    if (journal) this.#files.set(`${PLACE.jobDir}/in-place.json`, JSON.stringify(journal));
    this.#files.set('/w/safety-backups/x.dump', '1234567');
  }

  changeDigest(): void {
    this.#digest = 'b'.repeat(64);
  }

  shorten(): void {
    this.#files.set('/w/safety-backups/x.dump', '123');
  }

  loseARow(): void {
    this.#after = { ...SURVEY, tables: [{ name: 'public.a', rows: 9 }] };
  }

  failStart(): void {
    this.#startFails = true;
  }

  /** Docker knows these alone: any other id is missing. */
  makeAnew(containers: readonly { readonly id: string; readonly name: string }[]): void {
    this.#containers = containers;
  }

  /** What is written of the run that has ended. */
  ended(): InPlaceJournal {
    return inPlaceJournalSchema.parse(
      JSON.parse(this.#files.get(`${PLACE.jobDir}/in-place.taken-back.json`) ?? ''),
    );
  }

  loseServer(): void {
    this.#lost = true;
  }

  at(): InPlacePlace {
    return {
      place: PLACE,
      profile: sampleProfile(),
      session: { host: this.#host(), docker: this.#docker() } as unknown as TargetSession,
      parts: { database: { inPlace: this.#database() } } as unknown as TargetParts,
      io: { signal: new AbortController().signal, log: () => undefined, progress: () => undefined },
    };
  }

  #host(): RemoteHost {
    const files = this.#files;
    const host: Pick<RemoteHost, 'readFile' | 'writeFile' | 'stat' | 'rename' | 'removeFile' | 'run'> = {
      readFile: async (path) => {
        const content = files.get(path);
        return content === undefined ? null : Buffer.from(content);
      },
      writeFile: async (path, content) => void files.set(path, String(content)),
      stat: async (path) => {
        const content = files.get(path);
        return content === undefined ? null : { bytes: content.length, modifiedAt: 0, directory: false };
      },
      rename: async (from, to) => {
        files.set(to, files.get(from) ?? '');
        files.delete(from);
      },
      removeFile: async (path) => void files.delete(path),
      run: async ([program]) => (program === 'sha256sum' ? `${this.#digest}  x` : ''),
    };
    return host as unknown as RemoteHost;
  }

  #docker(): unknown {
    return {
      containers: async () => this.#containers ?? [],
      start: async (id: string) => {
        if (this.#containers?.every((each) => each.id !== id)) {
          throw fail('container-missing', { container: id, candidates: '' });
        }
        if (this.#startFails) throw fail('start-failed', { container: id, reason: 'planted' });
        this.done.push(`start ${id}`);
      },
    };
  }

  #database(): Pick<InPlaceDatabase, 'namesNow' | 'release' | 'putBack' | 'survey' | 'manualWay'> {
    return {
      namesNow: async () => {
        if (this.#lost) throw fail('database-lost', { container: 'db', reason: 'planted' });
        return this.now;
      },
      release: async (_place, database) => void this.done.push(`release ${database.oid}`),
      putBack: async (_place, _io, backup) => {
        this.done.push(`put back ${backup.file}`);
        return { oid: 200, complaints: [] };
      },
      survey: async () => this.#after,
      manualWay: async () => ['# by hand'],
    };
  }
}
