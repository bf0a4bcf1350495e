import { TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DumpTable } from '../../../shared/manifest';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { type Column, DataTable } from '../../ui/data-table';
import { useFormat } from '../../ui/use-format';

/** Tables of a dump with rows and bytes, sortable and searchable. */
export function TableList({ tables }: { tables: readonly DumpTable[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, setSearch] = useState('');
  const found = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return tables.filter((table) => nameOf(table).toLowerCase().includes(wanted));
  }, [tables, search]);
  const columns = useMemo<readonly Column<DumpTable>[]>(
    () => [
      {
        id: 'table',
        title: t('restore.tables.table'),
        width: 'minmax(0,1fr)',
        cell: (row) => <Copyable value={nameOf(row)} />,
        sort: nameOf,
      },
      {
        id: 'rows',
        title: t('restore.tables.rows'),
        width: '104px',
        numeric: true,
        cell: (row) => (row.rows === null ? '–' : format.number(row.rows)),
        sort: (row) => row.rows ?? -1,
      },
      {
        id: 'size',
        title: t('restore.tables.size'),
        width: '88px',
        numeric: true,
        cell: (row) => format.bytes(row.bytes),
        sort: (row) => row.bytes ?? -1,
      },
    ],
    [t, format],
  );
  return (
    <Card
      title={t('restore.tables.title')}
      aside={
        <TextInput
          aria-label={t('restore.tables.search')}
          placeholder={t('restore.tables.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      }
      flush
    >
      <DataTable
        label={t('restore.tables.title')}
        rows={found}
        columns={columns}
        rowKey={nameOf}
        height={252}
        empty={t('restore.tables.none')}
        initialSort={{ id: 'size', down: true }}
      />
    </Card>
  );
}

function nameOf(table: DumpTable): string {
  return table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
}
