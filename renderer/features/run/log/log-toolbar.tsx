import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogEvent, LogLevel } from '../../../../shared/restore/run-event';
import type { StepId } from '../../../../shared/restore/steps';
import { useConsole } from '../../../console-context';
import { Icon } from '../../../ui/icon';
import { useFormat } from '../../../ui/use-format';
import { LOG_LEVELS, linesAsText } from './log-filter';
import styles from './log-view.module.css';

const LEVEL_ICONS = { debug: 'ring', info: 'right', warning: 'warning', error: 'octagon' } as const;

export interface LogToolbarProps {
  readonly jobId: string;
  readonly counts: Readonly<Record<LogLevel, number>>;
  readonly levels: ReadonlySet<LogLevel>;
  readonly onLevel: (level: LogLevel) => void;
  readonly steps: readonly StepId[];
  readonly step: StepId | null;
  readonly onStep: (step: StepId | null) => void;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly matches: number;
  readonly at: number | null;
  readonly onMove: (by: number) => void;
  readonly wrap: boolean;
  readonly onWrap: (wrap: boolean) => void;
  readonly selected: readonly LogEvent[];
}

/** Level chips with counts, step, search with n of m, wrap, copy, export. */
export function LogToolbar(props: LogToolbarProps) {
  return (
    <div className={styles.toolbar}>
      <Levels {...props} />
      <StepFilter {...props} />
      <Search {...props} />
      <Actions {...props} />
    </div>
  );
}

function Levels({ counts, levels, onLevel }: LogToolbarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.chips}>
      {LOG_LEVELS.map((level) => (
        <button
          key={level}
          type="button"
          className={styles.chip}
          data-level={level}
          aria-pressed={levels.has(level)}
          aria-label={t('log.levelChip', {
            level: t(`log.levels.${level}`),
            n: format.number(counts[level]),
          })}
          onClick={() => onLevel(level)}
        >
          <Icon name={LEVEL_ICONS[level]} size={12} />
          {t(`log.levels.${level}`)}
          <span>{format.number(counts[level])}</span>
        </button>
      ))}
    </div>
  );
}

function StepFilter({ steps, step, onStep }: LogToolbarProps) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t('log.step')}
      w={168}
      data={[
        { value: '', label: t('log.allSteps') },
        ...steps.map((id) => ({ value: id, label: t(`steps.${id}`) })),
      ]}
      value={step ?? ''}
      onChange={(value) => onStep(steps.find((id) => id === value) ?? null)}
    />
  );
}

function Search({ search, onSearch, matches, at, onMove }: LogToolbarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.search}>
      <TextInput
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        leftSection={<Icon name="search" size={14} />}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onMove(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') onSearch('');
        }}
        w={208}
      />
      <span className={styles.matches} aria-live="polite">
        {search === ''
          ? ''
          : at === null
            ? t('log.noMatches')
            : t('log.matches', { at: format.number(at + 1), total: format.number(matches) })}
      </span>
      <button
        type="button"
        className={styles.tool}
        disabled={matches === 0}
        onClick={() => onMove(-1)}
        aria-label={t('log.previous')}
        title={t('log.previous')}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        className={styles.tool}
        disabled={matches === 0}
        onClick={() => onMove(1)}
        aria-label={t('log.next')}
        title={t('log.next')}
      >
        <Icon name="down" />
      </button>
    </div>
  );
}

function Actions({ jobId, wrap, onWrap, selected }: LogToolbarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useConsole();
  const [exported, setExported] = useState<string | null>(null);
  const count = selected.length;
  return (
    <div className={styles.actions}>
      <button
        type="button"
        className={styles.tool}
        aria-pressed={wrap}
        onClick={() => onWrap(!wrap)}
        title={t('log.wrap')}
        aria-label={t('log.wrap')}
      >
        <Icon name="wrap" />
      </button>
      <Button
        disabled={count === 0}
        title={t('log.copyHint')}
        onClick={() => void client.call.app.copyText({ text: linesAsText(selected, format.timeOfDay) })}
      >
        {count === 0 ? t('log.copyNone') : t('log.copy', { count, n: format.number(count) })}
      </Button>
      <Button
        title={exported === null ? undefined : t('log.exported', { path: exported })}
        onClick={() =>
          void client.call.jobs.exportLog({ jobId }).then(
            ({ path }) => setExported(path),
            () => undefined,
          )
        }
      >
        {t('log.export')}
      </Button>
      <span className="visually-hidden" role="status">
        {exported === null ? '' : t('log.exported', { path: exported })}
      </span>
    </div>
  );
}
