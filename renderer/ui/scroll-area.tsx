import type { CSSProperties, KeyboardEventHandler, MouseEventHandler, ReactNode, Ref } from 'react';

/**
 * A stretch that scrolls by itself. It takes the focus, so that the keyboard scrolls it too. With `choice` it is a list of
 * which lines are chosen: its children carry the role `option`, and the one of that id is said as the keyboard reaches it.
 */
export function ScrollArea({
  label,
  children,
  ref,
  className,
  style,
  onScroll,
  onKeyDown,
  onClick,
  choice,
}: {
  label: string;
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
  className?: string | undefined;
  style?: CSSProperties;
  onScroll?: () => void;
  onKeyDown?: KeyboardEventHandler;
  onClick?: MouseEventHandler;
  choice?: { readonly active: string | undefined } | undefined;
}) {
  // A section may not be a list of choices.
  const Stretch = choice ? 'div' : 'section';
  return (
    <Stretch
      ref={ref}
      aria-label={label}
      className={className}
      style={{ overflow: 'auto', ...style }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      {...(choice ? { ...LISTS, 'aria-activedescendant': choice.active } : SCROLLS)}
    >
      {children}
    </Stretch>
  );
}

const SCROLLS = { role: 'group', tabIndex: 0 } as const;
const LISTS = { role: 'listbox', tabIndex: 0, 'aria-multiselectable': true } as const;
