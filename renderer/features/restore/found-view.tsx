import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Dump, Manifest, Media } from '../../../shared/manifest';
import { useRestore } from '../../stores';
import { Card, Facts } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { Moment } from '../../ui/moment';
import { Screen } from '../../ui/screen';
import { Mark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import { Findings } from './findings';
import { FolderTable } from './folder-table';
import styles from './found-view.module.css';
import { LeftOut } from './left-out';
import { leftOutOf } from './left-out-groups';
import { PathSteps } from './path-steps';
import { TableList } from './table-list';

/** What inspection found: the verdict first, then the facts, then what is behind them. */
export function FoundView() {
  const { t } = useTranslation();
  const manifest = useRestore((state) => state.manifest);
  const goTo = useRestore((state) => state.goTo);
  const reset = useRestore((state) => state.reset);
  if (!manifest) return null;
  return (
    <Screen title={<Verdict manifest={manifest} />} aside={<PathSteps />}>
      <div className={styles.page}>
        <div className={styles.actions}>
          <ArchiveLine manifest={manifest} />
          <Button onClick={reset}>{t('restore.found.another')}</Button>
          {manifest.valid ? (
            <Button variant="filled" onClick={() => goTo('target')}>
              {t('restore.found.chooseTarget')}
            </Button>
          ) : null}
        </div>
        <Findings title={t('restore.found.problems')} findings={manifest.errors} tone="danger" />
        <div className={styles.columns}>
          <ArchiveCard manifest={manifest} />
          <MediaCard media={manifest.media} />
        </div>
        {manifest.dumps.length > 1 ? <p className="muted">{t('restore.found.several')}</p> : null}
        {manifest.dumps.map((dump) => (
          <DumpCards key={dump.name} dump={dump} />
        ))}
        {manifest.dumps.length === 0 ? (
          <Card title={t('restore.found.database')}>
            <p className="muted">
              {t(manifest.errors.length > 0 ? 'restore.found.noDump' : 'restore.found.noDatabase')}
            </p>
          </Card>
        ) : null}
        <Findings title={t('restore.found.warnings')} findings={manifest.warnings} tone="warning" />
        <LeftOut groups={leftOutOf(manifest.dumps)} />
        {manifest.media && manifest.media.folders.length > 0 ? (
          <FolderTable folders={manifest.media.folders} />
        ) : null}
      </div>
    </Screen>
  );
}

function Verdict({ manifest }: { manifest: Manifest }) {
  const { t } = useTranslation();
  const count = manifest.errors.length;
  return manifest.valid ? (
    <Mark icon="check" tone="ok" label={t('restore.found.valid')} />
  ) : (
    <Mark icon="octagon" tone="danger" label={t('restore.found.invalid', { count, n: count })} />
  );
}

function ArchiveLine({ manifest }: { manifest: Manifest }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className={styles.line}>
      <Copyable value={manifest.path} shown={manifest.filename} />
      <span className="muted">{format.bytes(manifest.bytes)}</span>
      {manifest.madeAt ? (
        <span className="muted">{t('figures.old', { age: format.age(manifest.madeAt) })}</span>
      ) : null}
      <span className="muted">
        {t('restore.found.inspectedIn', { duration: format.duration(manifest.inspectionSeconds) })}
      </span>
    </p>
  );
}

function ArchiveCard({ manifest }: { manifest: Manifest }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('restore.found.archive')}>
      <Facts
        rows={[
          [
            t('restore.found.made'),
            manifest.madeAt ? (
              <>
                <Moment iso={manifest.madeAt} />
                <span className="muted"> · {t('figures.old', { age: format.age(manifest.madeAt) })}</span>
              </>
            ) : (
              t('restore.found.notMade')
            ),
          ],
          [t('restore.found.size'), format.bytes(manifest.bytes)],
          [
            t('restore.found.expanded'),
            `${format.bytes(manifest.expandedBytes)} · ${t('figures.entries', { count: manifest.entries, n: format.number(manifest.entries) })}`,
          ],
          [t('restore.found.digest'), <Copyable key="digest" value={manifest.sha256} />],
        ]}
      />
    </Card>
  );
}

function MediaCard({ media }: { media: Media | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('restore.found.media')}>
      {media ? (
        <Facts
          rows={[
            [t('restore.found.files'), format.number(media.files)],
            [t('restore.found.size'), format.bytes(media.bytes)],
            [
              t('restore.found.bucket'),
              <div key="buckets">
                {media.buckets.map((bucket) => (
                  <div key={bucket.entry} className={styles.bucket}>
                    <Copyable value={bucket.name} />
                    <span className="muted">{format.bytes(bucket.bytes)}</span>
                  </div>
                ))}
              </div>,
            ],
            [
              t('restore.found.folders'),
              <div key="folders">
                {largest(media).map((folder) => (
                  <div key={folder.path} className={styles.bucket}>
                    <Copyable value={folder.path} />
                    <span className="muted">{format.bytes(folder.bytes)}</span>
                  </div>
                ))}
              </div>,
            ],
          ]}
        />
      ) : (
        <p className="muted">{t('restore.found.noMedia')}</p>
      )}
    </Card>
  );
}

function largest(media: Media): Media['folders'] {
  return [...media.folders].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
}

function DumpCards({ dump }: { dump: Dump }) {
  const { t } = useTranslation();
  const format = useFormat();
  const newest = dump.migrations?.at(-1);
  const form = [dump.format, ...dump.layers].join(' + ');
  return (
    <div className={styles.columns}>
      <Card title={t('restore.found.database')}>
        <Facts
          rows={[
            [
              t('restore.found.name'),
              dump.database ? <Copyable key="db" value={dump.database} /> : t('common.unknown'),
            ],
            [t('restore.found.dumpFile'), <Copyable key="file" value={dump.name} />],
            [
              t('restore.found.server'),
              dump.serverVersion ? `PostgreSQL ${dump.serverVersion}` : t('common.unknown'),
            ],
            [t('restore.found.format'), `${form} · ${format.bytes(dump.bytes)}`],
            [t('restore.found.tables'), format.number(dump.tables.length)],
            [
              t('restore.found.rows'),
              dump.rows === null ? t('restore.found.rowsUnknown') : format.number(dump.rows),
            ],
            [
              t('restore.found.migration'),
              newest ? <Copyable key="m" value={`${newest.app}.${newest.name}`} /> : t('common.unknown'),
            ],
            [
              t('restore.found.extensions'),
              dump.extensions.length > 0
                ? dump.extensions.map(({ name }) => name).join(', ')
                : t('common.none'),
            ],
            [t('restore.found.code'), `${dump.functions.length}, ${dump.triggers.length}`],
          ]}
        />
      </Card>
      <TableList tables={dump.tables} />
    </div>
  );
}
