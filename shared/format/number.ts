import type { Language } from '../language';

/** Digit grouping by language, without the host's locale data: `1,204` and `1.204`. */
export function formatNumber(value: number, language: Language, decimals = 0): string {
  if (!Number.isFinite(value)) return '–';
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const comma = language === 'es';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, comma ? '.' : ',');
  const sign = value < 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? '−' : '';
  return `${sign}${grouped}${fraction ? `${comma ? ',' : '.'}${fraction}` : ''}`;
}

/** A share from 0 to 1 as whole percent, rounded down: 100 % is said only when all is done. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '–';
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100 + 1e-9)} %`;
}
