import styles from './bar.module.css';

/** A bar of one figure; `share` null means the end is not known: a quiet moving stretch, or an empty track when not running. */
export function Bar({
  share,
  label,
  running = false,
  thin = false,
  tone = 'accent',
}: {
  share: number | null;
  label: string;
  running?: boolean;
  thin?: boolean;
  tone?: 'accent' | 'ok' | 'warning' | 'danger' | 'muted';
}) {
  const percent = share === null ? 0 : Math.min(100, Math.max(0, share * 100));
  return (
    <div
      className={styles.track}
      data-thin={thin || undefined}
      data-tone={tone}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? {} : { 'aria-valuenow': Math.floor(percent) })}
    >
      {share === null && running ? (
        <div className={styles.unknown} />
      ) : (
        <div className={styles.fill} data-running={running || undefined} style={{ width: `${percent}%` }} />
      )}
    </div>
  );
}
