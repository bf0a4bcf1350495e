import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import styles from './data-table.module.css';
import { Icon } from './icon';
import { ScrollArea } from './scroll-area';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly width: string;
  readonly numeric?: boolean;
  readonly cell: (row: T) => ReactNode;
  /** By what the column sorts; without it the column does not. */
  readonly sort?: (row: T) => string | number;
}

interface Sort {
  readonly id: string;
  readonly down: boolean;
}

const ROW = 28;

/** A table of any length: only rows in sight are drawn; a click on a title sorts. `height` is that of the rows and does not change. */
export function DataTable<T>(props: {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  height: number;
  empty: string;
  initialSort?: Sort;
}) {
  const { label, rows, columns, rowKey, height, empty, initialSort } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<Sort | null>(initialSort ?? null);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <ScrollArea label={label} ref={scroller} style={{ height: height + 31 }}>
      <table className={styles.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr className={styles.head} style={template}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = sorted[item.index];
            if (row === undefined) return null;
            return (
              <tr
                key={rowKey(row)}
                aria-rowindex={item.index + 2}
                className={styles.row}
                style={{ ...template, transform: `translateY(${item.start}px)` }}
              >
                {columns.map((column) => (
                  <td key={column.id} className={column.numeric ? 'number' : styles.cell}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {sorted.length === 0 ? <p className={styles.empty}>{empty}</p> : null}
    </ScrollArea>
  );
}

function Heading<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: Sort | null;
  onSort: (sort: Sort) => void;
}) {
  const mine = sort?.id === column.id;
  const direction = mine ? (sort.down ? 'descending' : 'ascending') : 'none';
  const next = { id: column.id, down: mine ? !sort.down : (column.numeric ?? false) };
  return (
    <th
      scope="col"
      aria-sort={column.sort ? direction : undefined}
      className={column.numeric ? `number ${styles.number}` : undefined}
    >
      {column.sort ? (
        <button type="button" onClick={() => onSort(next)}>
          {column.title}
          <span style={{ visibility: mine ? 'visible' : 'hidden' }}>
            <Icon name={mine && !sort.down ? 'up' : 'down'} size={12} />
          </span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

function sortRows<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort | null): readonly T[] {
  const by = columns.find(({ id }) => id === sort?.id)?.sort;
  if (!by || !sort) return rows;
  const sign = sort.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left === right) return 0;
    return (left < right ? -1 : 1) * sign;
  });
}
