import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { PruneItem } from '../../../shared/restore/prune';
import { useTargets } from '../../stores';
import { TypedNameDialog } from '../../ui/typed-name-dialog';
import { useFormat } from '../../ui/use-format';
import { chosenBytes } from './prune-selection';
import styles from './targets-screen.module.css';

/** What goes is named once more with what it means; the target's name is typed. */
export function PruneDialog({
  name,
  items,
  opened,
  onClose,
  onPruned,
}: {
  name: string;
  items: readonly PruneItem[];
  opened: boolean;
  onClose: () => void;
  onPruned?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const prune = useTargets((state) => state.prune);
  const environment = useTargets(
    (state) => state.targets.find(({ profile }) => profile.name === name)?.profile.environment ?? 'other',
  );
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => {
    setError(null);
    onClose();
  };
  const submit = async (typed: string) => {
    setBusy(true);
    setError(null);
    try {
      await prune(
        name,
        typed,
        items.map((each) => each.id),
      );
      close();
      onPruned?.();
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <TypedNameDialog
      opened={opened}
      onClose={close}
      title={t('targets.prune.title', { target: name })}
      target={name}
      environment={environment}
      go={t(busy ? 'targets.prune.going' : 'targets.prune.go')}
      busy={busy}
      error={error}
      onGo={(typed) => void submit(typed)}
    >
      <p>{t('targets.prune.chosen', { n: items.length, size: format.bytes(chosenBytes(items)) })}</p>
      <ul className={styles.pruneMeans}>
        {items.map((each) => (
          <li key={each.id}>
            <strong>{t(`targets.prune.kinds.${each.kind}`)}</strong>{' '}
            {t(`targets.prune.means.${each.means}`, { job: each.job?.slice(0, 8) ?? '' })}
          </li>
        ))}
      </ul>
    </TypedNameDialog>
  );
}
