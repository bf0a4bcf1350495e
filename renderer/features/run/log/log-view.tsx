import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogLevel } from '../../../../shared/restore/run-event';
import type { StepId } from '../../../../shared/restore/steps';
import type { LogBuffer } from './log-buffer';
import { countLevels, LOG_LEVELS, matchesIn, visibleLines } from './log-filter';
import { LogLines } from './log-lines';
import { LogToolbar } from './log-toolbar';
import styles from './log-view.module.css';

/** The log of a run: filters and search above, lines below. */
export function LogView({ jobId, log, steps }: { jobId: string; log: LogBuffer; steps: readonly StepId[] }) {
  const { t } = useTranslation();
  const [levels, setLevels] = useState<ReadonlySet<LogLevel>>(new Set(LOG_LEVELS));
  const [step, setStep] = useState<StepId | null>(null);
  const [search, setSearch] = useState('');
  const [wrap, setWrap] = useState(false);
  const [match, setMatch] = useState(0);
  const [selection, setSelection] = useState<readonly [number, number] | null>(null);
  // A buffer that grew is a new object over the same array: the object is what these depend on.
  const view = useMemo(() => ({ lines: visibleLines(log.lines, { levels, step }) }), [log, levels, step]);
  const lines = view.lines;
  const counts = useMemo(() => countLevels(log.lines, step), [log, step]);
  const matches = useMemo(() => matchesIn(view.lines, search), [view, search]);
  const at = matches.length === 0 ? null : Math.min(match, matches.length - 1);

  const toggle = (level: LogLevel) => {
    const next = new Set(levels);
    if (!next.delete(level)) next.add(level);
    setLevels(next);
    setSelection(null);
  };
  const chooseStep = (value: StepId | null) => {
    setStep(value);
    setSelection(null);
  };
  const move = (by: number) => {
    if (matches.length > 0) setMatch(((at ?? 0) + by + matches.length) % matches.length);
  };
  const selected = selection ? lines.slice(Math.min(...selection), Math.max(...selection) + 1) : [];

  return (
    <section className={styles.log} aria-label={t('log.title')}>
      <LogToolbar
        jobId={jobId}
        counts={counts}
        levels={levels}
        onLevel={toggle}
        steps={steps}
        step={step}
        onStep={chooseStep}
        search={search}
        onSearch={(value) => {
          setSearch(value);
          setMatch(0);
        }}
        matches={matches.length}
        at={at}
        onMove={move}
        wrap={wrap}
        onWrap={setWrap}
        selected={selected}
      />
      <LogLines
        key={wrap ? 'wrapped' : 'unwrapped'}
        lines={lines}
        version={log.version}
        wrap={wrap}
        search={search}
        target={at === null ? null : (matches[at] ?? null)}
        selection={selection}
        onSelect={setSelection}
        selected={selected}
        empty={t(log.lines.length === 0 ? 'log.empty' : 'log.filteredOut')}
      />
    </section>
  );
}
