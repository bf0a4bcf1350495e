import { formatBytes } from '../format/bytes';
import { formatDuration } from '../format/duration';
import { formatNumber } from '../format/number';
import type { Language } from '../language';
import type { ErrorParams } from './app-error';

const UNKNOWN: Readonly<Record<Language, string>> = { en: '(unknown)', es: '(desconocido)' };

const PLACEHOLDER = /\{([a-zA-Z]+)(?::(bytes|seconds|count)|\?([^:{}]*):([^{}]*))?\}/g;

/**
 * A sentence with its parameters filled in. Placeholders: `{host}` the parameter as it is · `{free:bytes}`,
 * `{waited:seconds}`, `{rows:count}` a number as a figure with its unit (a string passes as it is) ·
 * `{files?file:files}` a word by number. A parameter that was not given prints as "(unknown)", never as `{host}`.
 */
export function fill(sentence: string, params: ErrorParams, language: Language): string {
  const filled = sentence.replace(
    PLACEHOLDER,
    (_all, name: string, unit?: string, one?: string, many?: string) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined;
      if (one !== undefined && many !== undefined) return value === 1 ? one : many;
      if (value === undefined || value === '') return UNKNOWN[language];
      return typeof value === 'number' ? figure(value, unit, language) : value.trimEnd();
    },
  );
  // A parameter that is a sentence itself brings its own full stop.
  return filled.replace(/([^.\s])\.\s*\.(?=\s|$)/g, '$1.');
}

function figure(value: number, unit: string | undefined, language: Language): string {
  if (unit === 'bytes') return formatBytes(value, language);
  if (unit === 'seconds') return formatDuration(value, language);
  if (unit === 'count') return formatNumber(value, language);
  return String(value);
}
