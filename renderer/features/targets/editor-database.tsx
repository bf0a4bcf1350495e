import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../shared/profile';
import { Card } from '../../ui/card';
import { useEditor } from './editor-context';
import { RefFields } from './ref-fields';
import styles from './targets-screen.module.css';

/** Container, database and roles. */
export function DatabaseSection() {
  const { t } = useTranslation();
  const { draft, setDraft, errorAt } = useEditor();
  const database = draft.database;
  const set = (patch: Partial<Profile['database']>) =>
    setDraft({ ...draft, database: { ...database, ...patch } });
  return (
    <Card title={t('targets.sections.database')}>
      <div className={styles.fields}>
        <div className={styles.full}>
          <RefFields
            label={t('targets.fields.container')}
            path="database.container"
            value={database.container}
            onChange={(container) => set({ container })}
          />
        </div>
        <TextInput
          className={styles.half}
          label={t('targets.fields.database')}
          classNames={{ input: 'mono' }}
          value={database.name}
          error={errorAt('database.name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.applicationRole')}
          classNames={{ input: 'mono' }}
          value={database.applicationRole}
          error={errorAt('database.applicationRole')}
          onChange={(event) => set({ applicationRole: event.currentTarget.value })}
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.adminRole')}
          placeholder={t('targets.fields.adminRoleHint')}
          classNames={{ input: 'mono' }}
          value={database.adminRole ?? ''}
          onChange={(event) => {
            const { adminRole: _, ...rest } = database;
            const adminRole = event.currentTarget.value;
            setDraft({ ...draft, database: adminRole === '' ? rest : { ...rest, adminRole } });
          }}
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.maintenance')}
          classNames={{ input: 'mono' }}
          value={database.maintenanceDatabase}
          error={errorAt('database.maintenanceDatabase')}
          onChange={(event) => set({ maintenanceDatabase: event.currentTarget.value })}
        />
      </div>
    </Card>
  );
}
