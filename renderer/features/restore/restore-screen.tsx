import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../../shared/assert-never';
import { useRestore } from '../../stores';
import { RunScreen } from '../run/run-screen';
import { TargetBand } from '../targets/target-band';
import { ConfirmDialog } from './confirm-dialog';
import { DropView } from './drop-view';
import { FoundView } from './found-view';
import { InspectingView } from './inspecting-view';
import { PlanView } from './plan-view';
import { TargetView } from './target-view';

/** The path of a restore: one stage at a time. */
export function RestoreScreen() {
  const stage = useRestore((state) => state.stage);
  const jobId = useRestore((state) => state.jobId);
  switch (stage) {
    case 'drop':
      return <DropView />;
    case 'inspecting':
      return <InspectingView />;
    case 'found':
      return <FoundView />;
    case 'target':
      return <TargetView />;
    case 'plan':
      return (
        <>
          <PlanView />
          <ConfirmDialog />
        </>
      );
    case 'run':
      return jobId === null ? (
        <DropView />
      ) : (
        <RunScreen key={jobId} jobId={jobId} place="restore" aside={<AnotherArchive />} />
      );
    default:
      return assertNever(stage, 'stage');
  }
}

/** A run goes on without its screen: it stays in the rail, and another archive can be opened meanwhile. */
function AnotherArchive() {
  const { t } = useTranslation();
  const reset = useRestore((state) => state.reset);
  return <Button onClick={reset}>{t('restore.found.another')}</Button>;
}

/** The band of the chosen target, on every stage that can lead to a change there. */
export function ChosenBand() {
  const name = useRestore((state) => state.target);
  return <TargetBand name={name} />;
}
