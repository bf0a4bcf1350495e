import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { JOB_STATUSES } from '../../../shared/restore/job';
import { useJobs, useTargets } from '../../stores';
import { Icon } from '../../ui/icon';
import styles from './jobs-screen.module.css';

const DAYS = ['', '1', '7', '30'] as const;

/** Filters of the history: status, target, time, and a search over names, errors and logs. */
export function JobsFilter() {
  const { t } = useTranslation();
  const filter = useJobs((state) => state.filter);
  const setFilter = useJobs((state) => state.setFilter);
  const targets = useTargets((state) => state.targets);
  const [search, setSearch] = useState(filter.search);
  const apply = useDebouncedCallback((value: string) => void setFilter({ search: value }), 250);
  const names = [
    ...new Set([...targets.map(({ profile }) => profile.name), ...(filter.target ? [filter.target] : [])]),
  ];
  const words = {
    '': t('jobs.filter.anyTime'),
    '1': t('jobs.filter.day'),
    '7': t('jobs.filter.week'),
    '30': t('jobs.filter.month'),
  };
  return (
    <div className={styles.filter}>
      <TextInput
        aria-label={t('jobs.filter.search')}
        placeholder={t('jobs.filter.search')}
        leftSection={<Icon name="search" size={14} />}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          apply(event.currentTarget.value);
        }}
        w={280}
      />
      <Select
        aria-label={t('jobs.filter.status')}
        w={168}
        data={[
          { value: '', label: t('jobs.filter.anyStatus') },
          ...JOB_STATUSES.map((value) => ({ value, label: t(`jobStatuses.${value}`) })),
        ]}
        value={filter.status ?? ''}
        onChange={(value) =>
          void setFilter({ status: JOB_STATUSES.find((known) => known === value) ?? null })
        }
      />
      <Select
        aria-label={t('jobs.filter.target')}
        w={200}
        data={[{ value: '', label: t('jobs.filter.anyTarget') }, ...names]}
        value={filter.target ?? ''}
        onChange={(value) => void setFilter({ target: value ? value : null })}
      />
      <Select
        aria-label={t('jobs.filter.days')}
        w={128}
        data={DAYS.map((value) => ({ value, label: words[value] }))}
        value={filter.days === null ? '' : String(filter.days)}
        onChange={(value) => void setFilter({ days: value ? Number(value) : null })}
      />
    </div>
  );
}
