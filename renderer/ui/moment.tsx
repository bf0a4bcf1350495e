import { useFormat } from './use-format';

/** A time in local form; the hover shows seconds and zone. */
export function Moment({
  iso,
  form = 'dateTime',
}: {
  iso: string | null;
  form?: 'dateTime' | 'timeOfDay' | 'age';
}) {
  const format = useFormat();
  if (iso === null) return <span className="muted">–</span>;
  return (
    <time dateTime={iso} title={format.withZone(iso)} style={{ whiteSpace: 'nowrap' }}>
      {format[form](iso)}
    </time>
  );
}
