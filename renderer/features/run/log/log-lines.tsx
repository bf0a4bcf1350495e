import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogEvent } from '../../../../shared/restore/run-event';
import { useConsole } from '../../../console-context';
import { Icon } from '../../../ui/icon';
import { ScrollArea } from '../../../ui/scroll-area';
import { useFormat } from '../../../ui/use-format';
import { linesAsText } from './log-filter';
import { LogRow } from './log-row';
import styles from './log-view.module.css';
import { useFollow } from './use-follow';

const ROW = 20;
/** Taken for the place until it is measured, so that it is not empty at first. */
const FIRST_PLACE = { width: 0, height: 400 };

/** First and last selected line; the last one moves. */
export type Selection = readonly [number, number];

export interface LogLinesProps {
  readonly lines: readonly LogEvent[];
  readonly version: number;
  readonly wrap: boolean;
  readonly search: string;
  /** The line the search stands at. */
  readonly target: number | null;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection | null) => void;
  readonly selected: readonly LogEvent[];
  readonly empty: string;
}

/** The lines in sight, newest at the bottom; follows the end until scrolled away from it. */
export function LogLines(props: LogLinesProps) {
  const { lines, version, wrap, search, target, selection, onSelect, empty } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
    initialRect: FIRST_PLACE,
  });
  const toLine = (index: number) => virtual.scrollToIndex(index);
  const follow = useFollow(scroller, lines.length, version, () =>
    virtual.scrollToIndex(lines.length - 1, { align: 'end' }),
  );
  const onKeyDown = useLogKeys(props, toLine);
  useEffect(() => {
    if (target !== null) virtual.scrollToIndex(target, { align: 'center' });
  }, [target, virtual]);

  const onClick = (event: MouseEvent) => {
    const place = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (!place) return;
    const index = Number(place.getAttribute('data-index'));
    onSelect([event.shiftKey ? (selection?.[0] ?? index) : index, index]);
  };
  const items = virtual.getVirtualItems();
  const idOf = useLineIds();
  // Where the selection's moving end is, as far as it is drawn.
  const reached = items.find(({ index }) => index === selection?.[1]);
  const [first, last] = selection ? [Math.min(...selection), Math.max(...selection)] : [-1, -1];

  return (
    <div className={styles.frame}>
      <ScrollArea
        label={t('log.lines')}
        ref={scroller}
        className={styles.lines}
        onScroll={follow.onScroll}
        onKeyDown={onKeyDown}
        onClick={onClick}
        choice={lines.length === 0 ? undefined : { active: reached && idOf(reached.index) }}
      >
        {lines.length === 0 ? <p className={styles.empty}>{empty}</p> : null}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const line = lines[item.index];
            if (!line) return null;
            const selected = item.index >= first && item.index <= last;
            return (
              <div
                key={line.seq}
                ref={wrap ? virtual.measureElement : null}
                data-index={item.index}
                {...optionOf(idOf(item.index), selected, item.index, lines.length)}
                className={styles.place}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogRow
                  line={line}
                  wrap={wrap}
                  search={search}
                  current={item.index === target}
                  selected={selected}
                />
              </div>
            );
          })}
        </div>
      </ScrollArea>
      {follow.following ? null : (
        <button type="button" className={styles.newLines} onClick={follow.toEnd}>
          <Icon name="down" size={12} />
          {follow.fresh > 0
            ? t('log.follow', { count: follow.fresh, n: format.number(follow.fresh) })
            : t('log.followEnd')}
        </button>
      )}
    </div>
  );
}

/** Ids of the lines in sight, by their place. */
function useLineIds(): (index: number) => string {
  const log = useId();
  return (index) => `${log}-${index}`;
}

/** A line as a choice of the list, of which only those in sight are drawn. */
function optionOf(id: string, selected: boolean, index: number, count: number) {
  return {
    id,
    role: 'option',
    'aria-selected': selected,
    'aria-posinset': index + 1,
    'aria-setsize': count,
  } as const;
}

/** Arrows move the selection, Shift extends it, Ctrl-C copies it, Escape lets it go. */
function useLogKeys(
  { lines, selection, selected, onSelect }: LogLinesProps,
  toLine: (index: number) => void,
) {
  const format = useFormat();
  const { client } = useConsole();
  return (event: KeyboardEvent) => {
    if (event.key === 'Escape') onSelect(null);
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && selected.length > 0) {
      event.preventDefault();
      void client.call.app.copyText({ text: linesAsText(selected, format.timeOfDay) });
    }
    if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || lines.length === 0) return;
    event.preventDefault();
    const by = event.key === 'ArrowDown' ? 1 : -1;
    const from = selection?.[1] ?? (by > 0 ? -1 : lines.length);
    const to = Math.min(lines.length - 1, Math.max(0, from + by));
    onSelect([event.shiftKey ? (selection?.[0] ?? to) : to, to]);
    toLine(to);
  };
}
