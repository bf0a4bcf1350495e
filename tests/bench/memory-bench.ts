import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { BRIDGE_KEY, type ConsoleBridge } from '../../shared/ipc/bridge';
import { contract } from '../../shared/ipc/contract';
import { channelName } from '../../shared/ipc/define';
import { wireResultSchema } from '../../shared/ipc/wire-result';
import { launchConsole } from '../support/launch-app';
import type { BenchRow } from './bench-row';
import { writeMediaArchive } from './media-archive';

const FILES = 1_000_000;
const AIM = 150 * 1024 * 1024;
const SAMPLE_EVERY_MS = 50;
const SETTLE_MS = 3_000;

/**
 * By how much Electron's main process (its inspection thread included) grows while the built console's own window has
 * it inspect 2 GB in a million files, as the kernel counts it. A small archive is inspected first, so that what any
 * first inspection loads does not count.
 */
export async function benchMemory(files = FILES): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rc-bench-memory-'));
  try {
    const small = join(folder, 'small.tar.gz');
    await writeMediaArchive(small, 10);
    const big = join(folder, 'big.tar.gz');
    await writeMediaArchive(big, files);
    const { before, most } = await measure(small, big);
    const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
    return [
      {
        what: `growth of Electron's main process, inspecting ${(statSync(big).size / 1e9).toFixed(1)} GB in ${files.toLocaleString('en')} files`,
        ours: `${megabytes(before)} → ${megabytes(most)}`,
        other: '–',
        result: megabytes(most - before),
        aim: 'under 150 MB',
        met: most - before < AIM,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(small: string, big: string): Promise<{ before: number; most: number }> {
  const opened = await launchConsole();
  try {
    const pid = await opened.app.evaluate(() => process.pid);
    await inspect(opened.page, small);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = residentBytes(readFileSync(`/proc/${pid}/status`, 'utf8'));
    let most = before;
    const sampling = setInterval(() => {
      most = Math.max(most, residentBytes(readFileSync(`/proc/${pid}/status`, 'utf8')));
    }, SAMPLE_EVERY_MS);
    await inspect(opened.page, big).finally(() => clearInterval(sampling));
    return { before, most };
  } finally {
    await opened.close();
  }
}

/** Has the page ask main for it, over the bridge that the page itself uses. */
async function inspect(page: Page, path: string): Promise<void> {
  const answer: unknown = await page.evaluate(
    ({ key, channel, input }) => {
      const bridge: ConsoleBridge = Reflect.get(window, key);
      return bridge.request(channel, input);
    },
    {
      key: BRIDGE_KEY,
      channel: channelName('archive', 'inspect'),
      input: { path, inspectionId: `bench ${path}` },
    },
  );
  const result = wireResultSchema(contract.archive.inspect.output).parse(answer);
  if (!result.ok || result.value.kind !== 'inspected' || !result.value.manifest.valid)
    throw new Error(`the bench’s own archive was not found valid: ${JSON.stringify(answer).slice(0, 500)}`);
}

/** Resident memory out of a /proc status file; NaN when it does not say. */
export function residentBytes(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}
