import { Button, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Service } from '../../../shared/profile';
import { Card } from '../../ui/card';
import { Icon, type IconName } from '../../ui/icon';
import { placed } from '../../ui/placed';
import { blankService, refLabel } from './draft';
import { useEditor } from './editor-context';
import { RefFields } from './ref-fields';
import styles from './targets-screen.module.css';

const ROLES = ['backend', 'worker', 'other'] as const;

/** Services in the order they are stopped; they start again backend first. */
export function ServicesSection() {
  const { t } = useTranslation();
  const { draft, setDraft } = useEditor();
  const set = (services: readonly Service[]) => setDraft({ ...draft, services: [...services] });
  const replace = (index: number, service: Service) =>
    set(draft.services.map((old, at) => (at === index ? service : old)));
  const swap = (index: number, other: number) => {
    const services = [...draft.services];
    const [a, b] = [services[index], services[other]];
    if (!a || !b) return;
    services[index] = b;
    services[other] = a;
    set(services);
  };
  return (
    <Card
      title={t('targets.sections.services')}
      aside={
        <Button onClick={() => set([...draft.services, blankService()])}>
          {t('targets.fields.addService')}
        </Button>
      }
    >
      <ol className={styles.rows}>
        {placed(draft.services).map(({ place, index, value: service }) => (
          <li key={place} className={styles.command}>
            <RefFields
              label={`${index + 1}. ${refLabel(service.ref)}`}
              path={`services.${index}.ref`}
              value={service.ref}
              onChange={(ref) => replace(index, { ...service, ref })}
            />
            <div className={styles.row}>
              <Select
                label={t('targets.fields.role')}
                w={112}
                data={ROLES.map((value) => ({ value, label: t(`targets.roles.${value}`) }))}
                value={service.role}
                onChange={(role) =>
                  replace(index, { ...service, role: ROLES.find((known) => known === role) ?? 'other' })
                }
              />
              <NumberInput
                label={t('targets.fields.grace')}
                w={176}
                min={1}
                max={600}
                value={service.stopGraceSeconds}
                onChange={(value) => replace(index, { ...service, stopGraceSeconds: Number(value) })}
              />
              <span className={styles.tools}>
                <Tool
                  icon="up"
                  label={t('targets.fields.moveUp')}
                  disabled={index === 0}
                  onClick={() => swap(index, index - 1)}
                />
                <Tool
                  icon="down"
                  label={t('targets.fields.moveDown')}
                  disabled={index === draft.services.length - 1}
                  onClick={() => swap(index, index + 1)}
                />
                <Tool
                  icon="trash"
                  label={t('targets.fields.removeRow')}
                  onClick={() => set(draft.services.filter((_, at) => at !== index))}
                />
              </span>
            </div>
          </li>
        ))}
      </ol>
      {draft.services.length === 0 ? <p className="muted">{t('common.none')}</p> : null}
    </Card>
  );
}

/** A small button that is only a picture; its words are in the hover and for screen readers. */
export function Tool({
  icon,
  label,
  disabled = false,
  onClick,
}: {
  icon: IconName;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={styles.tool}
      title={label}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
