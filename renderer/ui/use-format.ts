import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatRate } from '../../shared/format/bytes';
import { formatClock, formatDuration } from '../../shared/format/duration';
import { formatNumber, formatPercent } from '../../shared/format/number';
import { formatAge, formatDateTime, formatTimeOfDay, formatWithZone } from '../../shared/format/time';
import { type Language, languageOfLocale } from '../../shared/language';

/** The shared figures in the window's language. */
export interface Format {
  readonly language: Language;
  bytes(value: number | null): string;
  rate(value: number | null): string;
  number(value: number): string;
  percent(share: number): string;
  duration(seconds: number | null): string;
  clock(milliseconds: number): string;
  dateTime(iso: string | null): string;
  withZone(iso: string | null): string;
  timeOfDay(iso: string | null): string;
  age(iso: string | null): string;
}

export function formatFor(language: Language): Format {
  return {
    language,
    bytes: (value) => formatBytes(value, language),
    rate: (value) => formatRate(value, language),
    number: (value) => formatNumber(value, language),
    percent: formatPercent,
    duration: (seconds) => formatDuration(seconds, language),
    clock: (milliseconds) => formatClock(milliseconds, language),
    dateTime: (iso) => formatDateTime(iso, language),
    withZone: (iso) => formatWithZone(iso, language),
    timeOfDay: formatTimeOfDay,
    age: (iso) => formatAge(iso, new Date(), language),
  };
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formatFor(languageOfLocale(i18n.language)), [i18n.language]);
}
