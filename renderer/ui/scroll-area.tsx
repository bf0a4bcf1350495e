import type { CSSProperties, KeyboardEventHandler, MouseEventHandler, ReactNode, Ref } from 'react';

/** A stretch that scrolls by itself. It takes the focus, so that the keyboard scrolls it too. */
export function ScrollArea({
  label,
  children,
  ref,
  className,
  style,
  onScroll,
  onKeyDown,
  onClick,
}: {
  label: string;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
  className?: string | undefined;
  style?: CSSProperties;
  onScroll?: () => void;
  onKeyDown?: KeyboardEventHandler;
  onClick?: MouseEventHandler;
}) {
  return (
    <section
      ref={ref}
      aria-label={label}
      className={className}
      style={{ overflow: 'auto', ...style }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      {...SCROLLS}
    >
      {children}
    </section>
  );
}

const SCROLLS = { role: 'group', tabIndex: 0 } as const;
