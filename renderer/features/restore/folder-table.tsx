import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../../shared/manifest';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { type Column, DataTable } from '../../ui/data-table';
import { useFormat } from '../../ui/use-format';

type Folder = Media['folders'][number];

/** Folders of the media with files and bytes. */
export function FolderTable({ folders }: { folders: readonly Folder[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = useMemo<readonly Column<Folder>[]>(
    () => [
      {
        id: 'folder',
        title: t('restore.folders.folder'),
        width: 'minmax(0,1fr)',
        cell: (row) => <Copyable value={row.path} />,
        sort: (row) => row.path,
      },
      {
        id: 'files',
        title: t('restore.folders.files'),
        width: '104px',
        numeric: true,
        cell: (row) => format.number(row.files),
        sort: (row) => row.files,
      },
      {
        id: 'size',
        title: t('restore.folders.size'),
        width: '88px',
        numeric: true,
        cell: (row) => format.bytes(row.bytes),
        sort: (row) => row.bytes,
      },
    ],
    [t, format],
  );
  return (
    <Card title={t('restore.folders.title')} aside={format.number(folders.length)} flush>
      <DataTable
        label={t('restore.folders.title')}
        rows={folders}
        columns={columns}
        rowKey={(row) => row.path}
        height={Math.min(10, Math.max(2, folders.length)) * 28}
        empty=""
        initialSort={{ id: 'size', down: true }}
      />
    </Card>
  );
}
