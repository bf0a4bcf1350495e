import { type ReactNode, useEffect, useRef } from 'react';
import styles from './screen.module.css';

/** A screen: its heading row, and a body that scrolls by itself. The heading takes the focus when the screen changes. */
export function Screen({
  title,
  aside,
  band,
  children,
  fixed = false,
}: {
  title: ReactNode;
  aside?: ReactNode;
  band?: ReactNode;
  children: ReactNode;
  fixed?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className={styles.screen}>
      {band}
      <header className={styles.header}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div className={styles.aside}>{aside}</div>
      </header>
      <div className={fixed ? styles.fixed : styles.scroll}>{children}</div>
    </main>
  );
}
