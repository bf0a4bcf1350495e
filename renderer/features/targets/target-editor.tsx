import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { HopSecret, TargetSummary } from '../../../shared/target-checks';
import { useNavigation, useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { HostJobsCard } from '../jobs/host-jobs/host-jobs-card';
import { ChecklistCard } from './checklist-card';
import { blankProfile, invalidFields } from './draft';
import { ConnectionSection } from './editor-connection';
import { EditorContext } from './editor-context';
import { DatabaseSection } from './editor-database';
import { DiscoverySection } from './editor-discovery';
import { CommandsSection, HealthSection } from './editor-health';
import { MediaSection, SafetySection } from './editor-media';
import { ServicesSection } from './editor-services';
import { HoldingsCard } from './holdings-card';
import { RemoveTarget } from './remove-target';
import { SecretsCard } from './secrets-card';
import styles from './targets-screen.module.css';

/** One target: how to log in first, then discovery, then the rest; the checklist stays in sight at the right. */
export function TargetEditor({ target }: { target: TargetSummary | null }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Profile>(target?.profile ?? blankProfile());
  const [secrets, setSecrets] = useState<readonly HopSecret[]>([]);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const save = useTargets((state) => state.save);
  const setSecret = useTargets((state) => state.setSecret);
  const showTarget = useNavigation((state) => state.showTarget);
  const invalid = invalidFields(draft);
  const changed = JSON.stringify(draft) !== JSON.stringify(target?.profile ?? blankProfile());
  const problems = Object.keys(invalid).length;

  const submit = async () => {
    setTried(true);
    setError(null);
    if (problems > 0) return;
    try {
      const saved = await save(draft, target?.profile.name ?? null);
      for (const secret of secrets) await setSecret(saved.profile.name, secret, true);
      setSecrets([]);
      showTarget(saved.profile.name);
      setDraft(saved.profile);
    } catch (thrown) {
      setError(toAppError(thrown));
    }
  };

  return (
    <EditorContext.Provider value={{ draft, setDraft, invalid: tried ? invalid : {}, secrets, setSecrets }}>
      <form
        className={styles.editor}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className={styles.grid}>
          <div className={styles.sections}>
            <ConnectionSection />
            <DiscoverySection />
            <DatabaseSection />
            <ServicesSection />
            <MediaSection />
            <HealthSection />
            <CommandsSection />
            <SafetySection />
          </div>
          <div className={styles.sections}>
            <ChecklistCard name={changed ? null : (target?.profile.name ?? null)} />
            {target ? <SecretsCard target={target} /> : null}
            {target ? <HoldingsCard name={target.profile.name} /> : null}
            {target ? (
              <HostJobsCard target={target.profile.name} environment={target.profile.environment} />
            ) : null}
            {target ? <RemoveTarget name={target.profile.name} /> : null}
          </div>
        </div>
        <div className={styles.saveBar}>
          {error ? (
            <Card flush tone="danger">
              <ErrorBlock error={error} />
            </Card>
          ) : null}
          <div className={styles.saveLine}>
            <span className={tried && problems > 0 ? styles.problem : 'muted'} aria-live="polite">
              {tried && problems > 0
                ? t('targets.invalidSummary', { count: problems, n: problems })
                : t(changed ? 'targets.unsaved' : 'targets.saved')}
            </span>
            <Button disabled={!changed} onClick={() => setDraft(target?.profile ?? blankProfile())}>
              {t('targets.discard')}
            </Button>
            <Button type="submit" variant="filled" disabled={!changed}>
              {t('targets.save')}
            </Button>
          </div>
        </div>
      </form>
    </EditorContext.Provider>
  );
}
