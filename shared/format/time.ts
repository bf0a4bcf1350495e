import type { Language } from '../language';
import { formatNumber } from './number';

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  es: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
};

/** Local date and time to the minute: `1 Feb 2026, 12:00`, `1 feb 2026, 12:00`. */
export function formatDateTime(iso: string | null, language: Language): string {
  const date = parse(iso);
  return date ? `${formatDate(date, language)}, ${hourMinute(date)}` : '–';
}

/** Local time of day: `12:04:31`. */
export function formatTimeOfDay(iso: string | null): string {
  const date = parse(iso);
  return date ? `${hourMinute(date)}:${two(date.getSeconds())}` : '–';
}

/** The same moment with seconds and the zone's offset, for a hover: `1 Feb 2026, 12:00:31 UTC−03:00`. */
export function formatWithZone(iso: string | null, language: Language): string {
  const date = parse(iso);
  if (!date) return '–';
  return `${formatDate(date, language)}, ${hourMinute(date)}:${two(date.getSeconds())} ${offsetOf(date)}`;
}

/** How long ago, in words: `3 days old` without the adjective: `3 days`, `3 días`; below a minute `less than a minute`. */
export function formatAge(iso: string | null, now: Date, language: Language): string {
  const date = parse(iso);
  if (!date) return '–';
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return language === 'es' ? 'menos de un minuto' : 'less than a minute';
  if (minutes < 60) return plural(minutes, language, ['minute', 'minutes', 'minuto', 'minutos']);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return plural(hours, language, ['hour', 'hours', 'hora', 'horas']);
  return plural(Math.floor(hours / 24), language, ['day', 'days', 'día', 'días']);
}

function plural(count: number, language: Language, words: readonly [string, string, string, string]): string {
  const [one, many, uno, muchos] = words;
  const word = language === 'es' ? (count === 1 ? uno : muchos) : count === 1 ? one : many;
  return `${formatNumber(count, language)} ${word}`;
}

function formatDate(date: Date, language: Language): string {
  return `${date.getDate()} ${MONTHS[language][date.getMonth()] ?? ''} ${date.getFullYear()}`;
}

function hourMinute(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function offsetOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function parse(iso: string | null): Date | null {
  if (!iso) return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
