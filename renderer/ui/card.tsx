import { type ReactNode, useId } from 'react';
import styles from './card.module.css';
import { placed } from './placed';

/** A titled surface. `aside` sits at the right of the title. */
export function Card({
  title,
  aside,
  children,
  flush = false,
  tone,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  tone?: 'danger' | 'warning' | 'ok' | 'accent';
}) {
  const id = useId();
  return (
    <section className={styles.card} data-tone={tone} {...(title ? { 'aria-labelledby': id } : {})}>
      {title ? (
        <header className={styles.header}>
          <h2 id={id}>{title}</h2>
          {aside ? <div className={styles.aside}>{aside}</div> : null}
        </header>
      ) : null}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}

/** Facts as pairs, the values aligned. */
export function Facts({ rows }: { rows: readonly (readonly [ReactNode, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {placed(rows).map(({ place, value: [name, value] }) => (
        <div key={place}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
