import type { Language } from '../language';
import { formatNumber } from './number';

/**
 * Seconds as `0.4 s`, `48 s`, `2 min 14 s`, `1 h 05 min`, `2 d 3 h`. The symbols are the same in both
 * languages; only the decimal sign differs.
 */
export function formatDuration(seconds: number | null, language: Language): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  const value = Math.max(0, seconds);
  if (value < 9.95 && !Number.isInteger(value)) return `${formatNumber(value, language, 1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.round(whole / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A running clock: `0:04.2`, `12:31`, `1:02:31`. Tenths only below a minute, where they matter. */
export function formatClock(milliseconds: number, language: Language): string {
  const tenths = Math.max(0, Math.floor(milliseconds / 100));
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return `0:${pad(seconds)}${language === 'es' ? ',' : '.'}${tenths % 10}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
