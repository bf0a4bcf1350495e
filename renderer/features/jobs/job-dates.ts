/** Whether a moment lies within the last so many days; null: always. One day means since local midnight. */
export function withinDays(iso: string, days: number | null, now: Date): boolean {
  if (days === null) return true;
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1));
  return new Date(iso).getTime() >= from.getTime();
}
