import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Environment, Hop } from '../../../shared/profile';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { AuthenticationFields } from './authentication-fields';
import { joinArguments, splitArguments } from './command-line';
import { blankHop } from './draft';
import { useEditor } from './editor-context';
import styles from './targets-screen.module.css';

const ENVIRONMENTS: readonly Environment[] = ['production', 'staging', 'other'];

/** Name, environment, how to log in, jump host, docker command. */
export function ConnectionSection() {
  const { t } = useTranslation();
  const { draft, setDraft, errorAt } = useEditor();
  const jump = draft.jumpHosts[0];
  return (
    <Card title={t('targets.sections.connection')}>
      <div className={styles.fields}>
        <TextInput
          className={styles.wide}
          label={t('targets.fields.name')}
          description={t('targets.fields.nameHint')}
          value={draft.name}
          error={errorAt('name')}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <Select
          label={t('targets.fields.environment')}
          description={'\u00a0'}
          data={ENVIRONMENTS.map((value) => ({ value, label: t(`environments.${value}`) }))}
          value={draft.environment}
          onChange={(value) =>
            setDraft({ ...draft, environment: ENVIRONMENTS.find((known) => known === value) ?? 'other' })
          }
        />
        <HopFields
          path="host"
          index={-1}
          hop={draft.host}
          onChange={(host) => setDraft({ ...draft, host })}
        />
        {jump ? (
          <>
            <h3 className={styles.rule}>
              {t('targets.fields.jumpHost')}
              <Button onClick={() => setDraft({ ...draft, jumpHosts: [] })}>
                {t('targets.fields.removeJump')}
              </Button>
            </h3>
            <HopFields
              path="jumpHosts.0"
              index={0}
              hop={jump}
              onChange={(hop) => setDraft({ ...draft, jumpHosts: [hop, ...draft.jumpHosts.slice(1)] })}
            />
          </>
        ) : (
          <div className={styles.full}>
            <Button onClick={() => setDraft({ ...draft, jumpHosts: [blankHop()] })}>
              {t('targets.fields.addJump')}
            </Button>
          </div>
        )}
        <TextInput
          // It keeps its own text while it is typed in: another command in the draft is another field.
          key={joinArguments(draft.docker.command)}
          className={styles.half}
          label={t('targets.fields.dockerCommand')}
          classNames={{ input: 'mono' }}
          defaultValue={joinArguments(draft.docker.command)}
          error={errorAt('docker.command')}
          onBlur={(event) =>
            setDraft({
              ...draft,
              docker: { ...draft.docker, command: splitArguments(event.currentTarget.value) },
            })
          }
        />
        <TextInput
          className={styles.half}
          label={t('targets.fields.dockerHost')}
          placeholder={t('targets.fields.dockerHostHint')}
          classNames={{ input: 'mono' }}
          value={draft.docker.dockerHost ?? ''}
          onChange={(event) => {
            const { dockerHost: _, ...docker } = draft.docker;
            const value = event.currentTarget.value;
            setDraft({ ...draft, docker: value === '' ? docker : { ...docker, dockerHost: value } });
          }}
        />
      </div>
    </Card>
  );
}

function HopFields({
  path,
  index,
  hop,
  onChange,
}: {
  path: string;
  index: number;
  hop: Hop;
  onChange: (hop: Hop) => void;
}) {
  const { t } = useTranslation();
  const { errorAt } = useEditor();
  return (
    <>
      <TextInput
        className={styles.wide}
        label={t('targets.fields.host')}
        classNames={{ input: 'mono' }}
        value={hop.host}
        error={errorAt(`${path}.host`)}
        onChange={(event) => onChange({ ...hop, host: event.currentTarget.value })}
      />
      <NumberInput
        label={t('targets.fields.port')}
        min={1}
        max={65535}
        allowDecimal={false}
        value={hop.port}
        error={errorAt(`${path}.port`)}
        onChange={(value) => onChange({ ...hop, port: Number(value) })}
      />
      <TextInput
        label={t('targets.fields.user')}
        classNames={{ input: 'mono' }}
        value={hop.user}
        error={errorAt(`${path}.user`)}
        onChange={(event) => onChange({ ...hop, user: event.currentTarget.value })}
      />
      <AuthenticationFields path={path} index={index} hop={hop} onChange={onChange} />
      <div className={styles.full}>
        <span className="muted">{t('targets.fields.hostKey')}: </span>
        {hop.hostKey ? (
          <span className={styles.pin}>
            <Copyable value={`${hop.hostKey.type} ${hop.hostKey.key}`} />
            <Button
              onClick={() => {
                const { hostKey: _, ...rest } = hop;
                onChange(rest);
              }}
            >
              {t('targets.fields.unpin')}
            </Button>
          </span>
        ) : (
          t('targets.fields.noHostKey')
        )}
      </div>
    </>
  );
}
