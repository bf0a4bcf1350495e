import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type {
  DiscoveredContainer,
  Discovery,
  DiscoveryOutcome,
  HopSecret,
} from '../../../shared/target-checks';
import { useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { ErrorBlock } from '../../ui/error-block';
import { useEditor } from './editor-context';
import { OutcomeDetail } from './reach-detail';
import styles from './targets-screen.module.css';

/** Connects with nothing but how to log in, shows what is there and why it is taken for what, and proposes the rest. */
export function DiscoverySection() {
  const { t } = useTranslation();
  const { draft, setDraft, secrets, setSecrets } = useEditor();
  const discover = useTargets((state) => state.discover);
  const [outcome, setOutcome] = useState<DiscoveryOutcome | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(false);
  const [taken, setTaken] = useState(false);
  const ready = draft.host.host !== '' && draft.host.user !== '';

  const run = async (profile = draft, using: readonly HopSecret[] = secrets) => {
    setAsking(true);
    setError(null);
    setTaken(false);
    try {
      setOutcome(await discover(profile, using));
    } catch (thrown) {
      setOutcome(null);
      setError(toAppError(thrown));
    } finally {
      setAsking(false);
    }
  };
  const take = (discovery: Discovery) => {
    const { proposal } = discovery;
    // How to log in, name and environment are the operator's; all else is proposed.
    setDraft({
      ...proposal,
      name: draft.name || proposal.name,
      environment: draft.environment,
      host: draft.host,
      jumpHosts: draft.jumpHosts,
    });
    setTaken(true);
  };

  return (
    <Card
      title={t('targets.sections.discovery')}
      aside={
        <Button disabled={!ready || asking} onClick={() => void run()}>
          {t('targets.discover')}
        </Button>
      }
    >
      <p className={`muted ${styles.hint}`} aria-live="polite">
        {asking ? t('targets.discovering') : taken ? t('targets.proposalTaken') : t('targets.discoverHint')}
      </p>
      {error ? <ErrorBlock error={error} /> : null}
      {outcome?.kind === 'not-reached' ? (
        <OutcomeDetail
          outcome={outcome.outcome}
          onTrust={(offered) => {
            const hostKey = { type: offered.type, key: offered.key };
            const next =
              offered.hop === -1
                ? { ...draft, host: { ...draft.host, hostKey } }
                : {
                    ...draft,
                    jumpHosts: draft.jumpHosts.map((hop, index) =>
                      index === offered.hop ? { ...hop, hostKey } : hop,
                    ),
                  };
            setDraft(next);
            return run(next);
          }}
          onSecret={(secret) => {
            const using = [
              ...secrets.filter((other) => other.hop !== secret.hop || other.kind !== secret.kind),
              secret,
            ];
            setSecrets(using);
            return run(draft, using);
          }}
        />
      ) : null}
      {outcome?.kind === 'discovered' ? (
        <Found discovery={outcome.discovery} onTake={() => take(outcome.discovery)} />
      ) : null}
    </Card>
  );
}

function Found({ discovery, onTake }: { discovery: Discovery; onTake: () => void }) {
  const { t } = useTranslation();
  const projects = new Map<string, DiscoveredContainer[]>();
  for (const container of discovery.containers) {
    const project = container.composeProject ?? '';
    projects.set(project, [...(projects.get(project) ?? []), container]);
  }
  return (
    <>
      <div className={styles.foundTop}>
        <span>
          {t('targets.discovered', {
            version: discovery.dockerVersion,
            containers: discovery.containers.length,
            volumes: discovery.volumes.length,
            databases: discovery.databases.length,
          })}
        </span>
        <Button variant="filled" onClick={onTake}>
          {t('targets.useProposal')}
        </Button>
      </div>
      {[...projects].map(([project, containers]) => (
        <div key={project} className={styles.project}>
          <h3>{project === '' ? t('targets.otherContainers') : project}</h3>
          <ul>
            {containers.map((container) => (
              <li key={container.id} className={styles.container}>
                <span className={styles.role}>{t(`targets.roles.${container.role}`)}</span>
                <span className={styles.containerName}>
                  <Copyable value={container.name} />
                  {container.running ? null : <span className="muted"> {t('targets.stopped')}</span>}
                </span>
                <span className="muted">
                  {container.because.length > 0
                    ? t('targets.because', { facts: container.because.join(', ') })
                    : ''}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
