import type { Language } from '../language';
import { formatNumber } from './number';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/**
 * Bytes in decimal units, as the original shows them: `612.4 MB`, `1.02 GB`. Three significant figures
 * or more, so a column of sizes keeps its width.
 */
export function formatBytes(bytes: number | null, language: Language): string {
  if (bytes === null || !Number.isFinite(bytes)) return '–';
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const decimals = unit === 0 ? 0 : unit >= 3 && value < 100 ? 2 : 1;
  return `${formatNumber(bytes < 0 ? -value : value, language, decimals)} ${UNITS[unit] ?? 'B'}`;
}

/** Bytes a second in MB/s: one unit for all rates, so they compare at a glance. */
export function formatRate(bytesPerSecond: number | null, language: Language): string {
  if (bytesPerSecond === null || !Number.isFinite(bytesPerSecond)) return '– MB/s';
  const mb = bytesPerSecond / 1e6;
  return `${formatNumber(mb, language, mb < 10 ? 2 : 1)} MB/s`;
}
