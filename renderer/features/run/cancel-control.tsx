import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../shared/errors/app-error';
import type { RunState } from '../../../shared/restore/run-state';
import { useRuns } from '../../stores';
import { ErrorBlock } from '../../ui/error-block';
import { type CancelConsequence, cancelConsequence } from './cancel-consequence';
import styles from './run-screen.module.css';

/** Cancel as a word and its consequence; asked twice; greyed with the reason where it is refused. */
export function CancelControl({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const cancel = useRuns((state) => state.cancel);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const consequence = cancelConsequence(run);
  const words = useConsequenceWords(consequence);
  if (consequence.kind === 'over') return null;
  const allowed = consequence.kind === 'allowed';
  return (
    <div className={styles.cancel}>
      {allowed && asking ? (
        <>
          <Button autoFocus onClick={() => setAsking(false)}>
            {t('run.cancel.goOn')}
          </Button>
          <Button
            onClick={() => {
              setAsking(false);
              void cancel(run.jobId).then(setError);
            }}
          >
            {t('run.cancel.now')}
          </Button>
        </>
      ) : (
        <Button
          aria-disabled={!allowed}
          {...(allowed ? {} : { 'data-disabled': true })}
          onClick={() => setAsking(allowed)}
        >
          {t('run.cancel.word')}
        </Button>
      )}
      <span className={allowed ? undefined : 'muted'}>{words}</span>
      {error ? <ErrorBlock error={error} tone="warning" /> : null}
    </div>
  );
}

function useConsequenceWords(consequence: CancelConsequence): string {
  const { t } = useTranslation();
  switch (consequence.kind) {
    case 'over':
      return '';
    case 'asked':
      return t('run.cancel.asked');
    case 'refused':
      return consequence.step === 'after' ? t('run.cancel.refusedAfter') : t('run.cancel.refused');
    case 'allowed': {
      if (consequence.inPlace) return t(`run.cancel.inPlace.${consequence.inPlace}`);
      const main = consequence.step ? t(`run.cancel.steps.${consequence.step}`) : t('run.cancel.between');
      return consequence.safetyBackupBeside ? `${main}; ${t('run.cancel.beside')}` : main;
    }
  }
}
