import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../shared/restore/plan';
import { useFormat } from '../../ui/use-format';
import type { PlanWords } from './plan-text';

/** The locale's words for a plan, its headline among them. */
export function usePlanWords(plan: Plan): PlanWords {
  const { t } = useTranslation();
  const format = useFormat();
  const time =
    plan.expected_seconds === null
      ? t('restore.plan.timeFirst')
      : t('restore.plan.time', { duration: format.duration(Math.round(plan.expected_seconds)) });
  const downtime =
    plan.expected_downtime_seconds === null
      ? t('restore.plan.downtimeUnknown')
      : t('restore.plan.downtime', { duration: format.duration(plan.expected_downtime_seconds) });
  return {
    headline: t('restore.plan.headline', { steps: plan.steps.length, time, downtime }),
    blockers: t('restore.plan.blockers'),
    warnings: t('restore.plan.warnings'),
    steps: t('restore.plan.steps'),
    space: t('restore.plan.space'),
    leftOut: t('restore.leftOut.title'),
    firstTime: t('restore.plan.firstTime'),
    pointOfNoReturn: t('restore.plan.pointOfNoReturn'),
    code: t(plan.runs_as?.superuser ? 'restore.plan.codeSuperuser' : 'restore.plan.codeRights', {
      role: plan.runs_as?.role ?? '',
    }),
    rule: (rule) => t(`restore.leftOut.rules.${rule}`),
    step: (id) => t(`steps.${id}`),
    cancel: (rule) => t(`restore.plan.cancel.${rule}`),
  };
}
