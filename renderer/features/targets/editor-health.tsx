import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HealthCheck, PostCommand, ServiceRef } from '../../../shared/profile';
import { Card } from '../../ui/card';
import { placed } from '../../ui/placed';
import { joinArguments, splitArguments } from './command-line';
import { useEditor } from './editor-context';
import { Tool } from './editor-services';
import { RefFields } from './ref-fields';
import styles from './targets-screen.module.css';

const KINDS = ['none', 'docker', 'http', 'command'] as const;
const PHASES = ['before-start', 'after'] as const;

function blankHealth(kind: (typeof KINDS)[number], service: ServiceRef): HealthCheck | null {
  switch (kind) {
    case 'none':
      return null;
    case 'docker':
      return { kind, service };
    case 'http':
      return { kind, url: 'http://127.0.0.1:8000/health/', expectStatus: 200 };
    case 'command':
      return { kind, service, command: [] };
  }
}

/** How it is told that the site is well, and how long it may take. */
export function HealthSection() {
  const { t } = useTranslation();
  const { draft, setDraft, errorAt } = useEditor();
  const health = draft.health;
  const backend = draft.services.find(({ role }) => role === 'backend')?.ref ?? {
    by: 'name' as const,
    name: '',
  };
  const set = (next: HealthCheck | null) => setDraft({ ...draft, health: next });
  return (
    <Card title={t('targets.sections.health')}>
      <div className={styles.fields}>
        <Select
          label={t('targets.fields.healthKind')}
          data={KINDS.map((value) => ({ value, label: t(`targets.healthKinds.${value}`) }))}
          value={health?.kind ?? 'none'}
          onChange={(value) => set(blankHealth(KINDS.find((kind) => kind === value) ?? 'none', backend))}
        />
        <NumberInput
          label={t('targets.fields.timeout')}
          min={1}
          max={3600}
          value={draft.healthTimeoutSeconds}
          error={errorAt('healthTimeoutSeconds')}
          onChange={(value) => setDraft({ ...draft, healthTimeoutSeconds: Number(value) })}
        />
        {health?.kind === 'http' ? (
          <>
            <NumberInput
              label={t('targets.fields.status')}
              min={100}
              max={599}
              value={health.expectStatus}
              onChange={(value) => set({ ...health, expectStatus: Number(value) })}
            />
            <TextInput
              className={styles.full}
              label={t('targets.fields.url')}
              classNames={{ input: 'mono' }}
              value={health.url}
              error={errorAt('health.url')}
              onChange={(event) => set({ ...health, url: event.currentTarget.value })}
            />
          </>
        ) : null}
        {health?.kind === 'docker' || health?.kind === 'command' ? (
          <div className={styles.full}>
            <RefFields
              label={t('targets.fields.healthKind')}
              path="health.service"
              value={health.service}
              onChange={(service) => set({ ...health, service })}
            />
          </div>
        ) : null}
        {health?.kind === 'command' ? (
          <CommandField
            value={health.command}
            error={errorAt('health.command')}
            onChange={(command) => set({ ...health, command })}
          />
        ) : null}
      </div>
    </Card>
  );
}

/** Commands of the target: inside the cutover before the start, or after it. */
export function CommandsSection() {
  const { t } = useTranslation();
  const { draft, setDraft, errorAt } = useEditor();
  const backend = draft.services.find(({ role }) => role === 'backend')?.ref ?? {
    by: 'name' as const,
    name: '',
  };
  const set = (postCommands: PostCommand[]) => setDraft({ ...draft, postCommands });
  const replace = (index: number, command: PostCommand) =>
    set(draft.postCommands.map((old, at) => (at === index ? command : old)));
  const add = () =>
    set([
      ...draft.postCommands,
      {
        phase: 'before-start',
        service: backend,
        command: ['python', 'manage.py', 'migrate', '--noinput'],
        timeoutSeconds: 600,
      },
    ]);
  return (
    <Card
      title={t('targets.sections.commands')}
      aside={<Button onClick={add}>{t('targets.fields.addCommand')}</Button>}
    >
      <ol className={styles.rows}>
        {placed(draft.postCommands).map(({ place, index, value: command }) => (
          <li key={place} className={styles.command}>
            <div className={styles.row}>
              <Select
                label={t('targets.fields.phase')}
                w={256}
                data={PHASES.map((value) => ({ value, label: t(`targets.phases.${value}`) }))}
                value={command.phase}
                onChange={(value) =>
                  replace(index, { ...command, phase: value === 'after' ? 'after' : 'before-start' })
                }
              />
              <NumberInput
                label={t('targets.fields.timeout')}
                w={176}
                min={1}
                max={7200}
                value={command.timeoutSeconds}
                onChange={(value) => replace(index, { ...command, timeoutSeconds: Number(value) })}
              />
              <span className={styles.tools}>
                <Tool
                  icon="trash"
                  label={t('targets.fields.removeRow')}
                  onClick={() => set(draft.postCommands.filter((_, at) => at !== index))}
                />
              </span>
            </div>
            <RefFields
              label={t('targets.fields.service')}
              path={`postCommands.${index}.service`}
              value={command.service}
              onChange={(service) => replace(index, { ...command, service })}
            />
            <CommandField
              value={command.command}
              error={errorAt(`postCommands.${index}.command`)}
              onChange={(argv) => replace(index, { ...command, command: argv })}
            />
          </li>
        ))}
      </ol>
      {draft.postCommands.length === 0 ? <p className="muted">{t('targets.fields.noCommands')}</p> : null}
    </Card>
  );
}

function CommandField({
  value,
  error,
  onChange,
}: {
  value: readonly string[];
  error: string | undefined;
  onChange: (argv: string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      key={value.join(' ')}
      className={styles.full}
      label={t('targets.fields.command')}
      classNames={{ input: 'mono' }}
      defaultValue={joinArguments(value)}
      error={error}
      onBlur={(event) => onChange(splitArguments(event.currentTarget.value))}
    />
  );
}
