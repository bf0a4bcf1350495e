import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { PruneItem } from '../../../shared/restore/prune';
import { useTargets } from '../../stores';
import { EnvironmentBand } from '../../ui/environment';
import { ErrorBlock } from '../../ui/error-block';
import { useFormat } from '../../ui/use-format';
import { chosenBytes } from './prune-selection';
import styles from './targets-screen.module.css';

/** What goes is named once more with what it means; the target's name is typed, Cancel has the focus. */
export function PruneDialog({
  name,
  items,
  opened,
  onClose,
}: {
  name: string;
  items: readonly PruneItem[];
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('targets.prune.title', { target: name })}
      size={620}
      padding={0}
      withCloseButton={false}
      closeOnClickOutside={false}
      classNames={{ header: styles.pruneHead ?? '' }}
    >
      <PruneForm name={name} items={items} onClose={onClose} />
    </Modal>
  );
}

function PruneForm({
  name,
  items,
  onClose,
}: {
  name: string;
  items: readonly PruneItem[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const prune = useTargets((state) => state.prune);
  const environment = useTargets(
    (state) => state.targets.find(({ profile }) => profile.name === name)?.profile.environment ?? 'other',
  );
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const matches = typed === name;
  const submit = async () => {
    setBusy(true);
    setError(null);
    try {
      await prune(
        name,
        typed,
        items.map((each) => each.id),
      );
      onClose();
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The editor around the card is a form too, and React hands the event on through the dialog.
        event.stopPropagation();
        if (matches && !busy) void submit();
      }}
    >
      <EnvironmentBand environment={environment} target={name} host="" />
      <div className={styles.pruneBody}>
        <p>{t('targets.prune.chosen', { n: items.length, size: format.bytes(chosenBytes(items)) })}</p>
        <ul className={styles.pruneMeans}>
          {items.map((each) => (
            <li key={each.id}>
              <strong>{t(`targets.prune.kinds.${each.kind}`)}</strong>{' '}
              {t(`targets.prune.means.${each.means}`, { job: each.job?.slice(0, 8) ?? '' })}
            </li>
          ))}
        </ul>
        <TextInput
          label={t('restore.confirm.type', { target: name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
        />
        {error ? <ErrorBlock error={error} /> : null}
        <div className={styles.dialogButtons}>
          <Button data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" disabled={!matches || busy}>
            {t(busy ? 'targets.prune.going' : 'targets.prune.go')}
          </Button>
        </div>
      </div>
    </form>
  );
}
