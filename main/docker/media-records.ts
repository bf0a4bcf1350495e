import { z } from 'zod';
import type { RemoteHost } from '../restore/ports/host';
import { STAGE_FOLDER, TREE_MARKER } from './media-layout';

/** Lists are cut here, so that each is one short upload and progress comes often. */
const FILES_PER_LIST = 20_000;
const BYTES_PER_LIST = 256 * 1024 * 1024;

/** A record of one media file. `pathBytes` where the name may not be UTF-8. */
export interface FileRecord {
  readonly sha256: string;
  readonly bytes: number;
  readonly path: string;
  readonly pathBytes?: Uint8Array;
}

/** What the records say in all. */
export interface RecordTotals {
  readonly lists: number;
  readonly files: number;
  readonly bytes: number;
}

const TOTALS = 'totals.json';
const totalsSchema = z.object({ lists: z.number(), files: z.number(), bytes: z.number() });

/** The job's lists: those that lie in `folder` whole, else made from the records. */
export async function recordLists(
  host: RemoteHost,
  folder: string,
  records: AsyncIterable<FileRecord>,
): Promise<RecordTotals> {
  const written = await host.readFile(`${folder}/${TOTALS}`);
  if (written) return totalsSchema.parse(JSON.parse(written.toString('utf8')));
  const totals = await writeRecordLists(host, folder, records);
  await host.writeFile(`${folder}/${TOTALS}`, JSON.stringify(totals), 0o600);
  return totals;
}

/**
 * Writes the records as numbered lists into `folder` on the host (see media-verify-script), never holding more than
 * one. Records of files the stage leaves out (ours, `._*`, `.DS_Store`) are left out here too.
 */
export async function writeRecordLists(
  host: RemoteHost,
  folder: string,
  records: AsyncIterable<FileRecord>,
): Promise<RecordTotals> {
  await host.makeDirectory(folder, 0o700);
  const totals = { lists: 0, files: 0, bytes: 0 };
  let list = new RecordList();
  const write = async () => {
    if (list.files === 0) return;
    totals.lists += 1;
    await list.write(host, `${folder}/${totals.lists}`);
    list = new RecordList();
  };
  for await (const record of records) {
    const path = Buffer.from(record.pathBytes ?? Buffer.from(record.path));
    if (isLeftOut(path)) continue;
    totals.files += 1;
    totals.bytes += record.bytes;
    list.add(record.sha256, record.bytes, path);
    if (list.files >= FILES_PER_LIST || list.bytes >= BYTES_PER_LIST) await write();
  }
  await write();
  return totals;
}

class RecordList {
  readonly #plain: Buffer[] = [];
  readonly #odd: Buffer[] = [];
  files = 0;
  bytes = 0;

  add(sha256: string, bytes: number, path: Buffer): void {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a SHA-256: ${sha256}`);
    this.files += 1;
    this.bytes += bytes;
    const name = Buffer.concat([Buffer.from('./'), path]);
    if (isOdd(path)) this.#odd.push(Buffer.from(sha256), NUL, name, NUL);
    else this.#plain.push(Buffer.from(`${sha256}  `), name, LINE_BREAK);
  }

  async write(host: RemoteHost, path: string): Promise<void> {
    await host.writeFile(`${path}.sum`, Buffer.concat(this.#plain), 0o600);
    await host.writeFile(`${path}.odd`, Buffer.concat(this.#odd), 0o600);
    await host.writeFile(`${path}.bytes`, `${this.bytes}\n`, 0o600);
  }
}

const NUL = Buffer.from([0]);
const LINE_BREAK = Buffer.from('\n');

/** Names that `sha256sum -c` reads differently in GNU and busybox: control characters and backslashes. */
function isOdd(path: Buffer): boolean {
  return path.some((byte) => byte < 0x20 || byte === 0x5c || byte === 0x7f);
}

function isLeftOut(path: Buffer): boolean {
  const text = path.toString('latin1');
  const [top = ''] = text.split('/');
  if (top === STAGE_FOLDER || top === 'lost+found' || text === TREE_MARKER) return true;
  const name = text.slice(text.lastIndexOf('/') + 1);
  return name.startsWith('._') || name === '.DS_Store';
}
