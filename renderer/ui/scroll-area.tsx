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
  ref?: Ref<HTMLElement>;
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
      {...FOCUSABLE}
    >
      {children}
    </section>
  );
}

const FOCUSABLE = { tabIndex: 0 } as const;
