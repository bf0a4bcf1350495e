import { Checkbox, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../shared/profile';
import { Card } from '../../ui/card';
import { useEditor } from './editor-context';
import styles from './targets-screen.module.css';

type MediaTarget = NonNullable<Profile['media']>;
const KINDS = ['none', 'volume', 'bind'] as const;
const MODES = ['merge', 'mirror'] as const;

function blankMedia(kind: (typeof KINDS)[number], before: Profile['media']): Profile['media'] {
  if (kind === 'none') return null;
  const location: MediaTarget['location'] = kind === 'volume' ? { kind, name: '' } : { kind, path: '' };
  return { location, folder: before?.folder ?? '', mode: before?.mode ?? 'merge' };
}

/** Where the media live and how a restore treats files the backup does not have. */
export function MediaSection() {
  const { t } = useTranslation();
  const { draft, setDraft, errorAt } = useEditor();
  const media = draft.media;
  const set = (next: Profile['media']) => setDraft({ ...draft, media: next });
  return (
    <Card title={t('targets.sections.media')}>
      <div className={styles.fields}>
        <Select
          label={t('targets.fields.mediaKind')}
          data={KINDS.map((value) => ({ value, label: t(`targets.mediaKinds.${value}`) }))}
          value={media?.location.kind ?? 'none'}
          onChange={(value) => set(blankMedia(KINDS.find((kind) => kind === value) ?? 'none', media))}
        />
        {media ? (
          <>
            {media.location.kind === 'volume' ? (
              <TextInput
                label={t('targets.fields.volume')}
                classNames={{ input: 'mono' }}
                value={media.location.name}
                error={errorAt('media.location.name')}
                onChange={(event) =>
                  set({ ...media, location: { kind: 'volume', name: event.currentTarget.value } })
                }
              />
            ) : (
              <TextInput
                label={t('targets.fields.path')}
                classNames={{ input: 'mono' }}
                value={media.location.path}
                error={errorAt('media.location.path')}
                onChange={(event) =>
                  set({ ...media, location: { kind: 'bind', path: event.currentTarget.value } })
                }
              />
            )}
            <TextInput
              label={t('targets.fields.folder')}
              placeholder={t('targets.fields.folderHint')}
              classNames={{ input: 'mono' }}
              value={media.folder}
              error={errorAt('media.folder')}
              onChange={(event) => set({ ...media, folder: event.currentTarget.value })}
            />
            <Select
              className={styles.full ?? ''}
              label={t('targets.fields.mode')}
              data={MODES.map((value) => ({ value, label: t(`targets.mediaModes.${value}`) }))}
              value={media.mode}
              onChange={(value) => set({ ...media, mode: MODES.find((mode) => mode === value) ?? 'merge' })}
            />
          </>
        ) : null}
      </div>
    </Card>
  );
}

/** Safety backup, the operator, where work is done on the host. */
export function SafetySection() {
  const { t } = useTranslation();
  const { draft, setDraft, errorAt } = useEditor();
  return (
    <Card title={t('targets.sections.safety')}>
      <div className={styles.fields}>
        <Checkbox
          className={styles.full ?? ''}
          label={t('targets.fields.safetyBackup')}
          checked={draft.safetyBackup}
          onChange={(event) => setDraft({ ...draft, safetyBackup: event.currentTarget.checked })}
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.operatorEmail')}
          value={draft.operatorEmail}
          onChange={(event) => setDraft({ ...draft, operatorEmail: event.currentTarget.value })}
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.workDirectory')}
          classNames={{ input: 'mono' }}
          value={draft.workDirectory}
          error={errorAt('workDirectory')}
          onChange={(event) => setDraft({ ...draft, workDirectory: event.currentTarget.value })}
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.helperImage')}
          placeholder={t('targets.fields.helperImageHint')}
          classNames={{ input: 'mono' }}
          value={draft.helperImage ?? ''}
          onChange={(event) => {
            const { helperImage: _, ...rest } = draft;
            const helperImage = event.currentTarget.value;
            setDraft(helperImage === '' ? rest : { ...rest, helperImage });
          }}
        />
      </div>
    </Card>
  );
}
