import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ServiceRef } from '../../../shared/profile';
import { useEditor } from './editor-context';
import styles from './targets-screen.module.css';

/** A service by container name or by Compose labels. `label` names what it is for screen readers. */
export function RefFields({
  label,
  path,
  value,
  onChange,
}: {
  label: string;
  path: string;
  value: ServiceRef;
  onChange: (ref: ServiceRef) => void;
}) {
  const { t } = useTranslation();
  const { errorAt } = useEditor();
  return (
    <fieldset className={styles.ref} aria-label={label}>
      <Select
        label={t('targets.fields.by')}
        w={188}
        data={[
          { value: 'name', label: t('targets.fields.byName') },
          { value: 'compose', label: t('targets.fields.byCompose') },
        ]}
        value={value.by}
        onChange={(by) =>
          onChange(by === 'compose' ? { by, project: '', service: '' } : { by: 'name', name: '' })
        }
      />
      {value.by === 'name' ? (
        <TextInput
          label={t('targets.fields.containerName')}
          classNames={{ input: 'mono' }}
          value={value.name}
          error={errorAt(`${path}.name`)}
          onChange={(event) => onChange({ by: 'name', name: event.currentTarget.value })}
        />
      ) : (
        <>
          <TextInput
            label={t('targets.fields.project')}
            classNames={{ input: 'mono' }}
            value={value.project}
            error={errorAt(`${path}.project`)}
            onChange={(event) => onChange({ ...value, project: event.currentTarget.value })}
          />
          <TextInput
            label={t('targets.fields.service')}
            classNames={{ input: 'mono' }}
            value={value.service}
            error={errorAt(`${path}.service`)}
            onChange={(event) => onChange({ ...value, service: event.currentTarget.value })}
          />
        </>
      )}
    </fieldset>
  );
}
