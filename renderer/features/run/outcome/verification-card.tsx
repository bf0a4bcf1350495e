import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { checkWords, noteWords, valueWords } from '../../../../shared/phrases/phrase-text';
import type { Job, Verification, VerificationCheck } from '../../../../shared/restore/job';
import { Card } from '../../../ui/card';
import { Copyable } from '../../../ui/copyable';
import { type Column, DataTable } from '../../../ui/data-table';
import { Mark } from '../../../ui/status-mark';
import { useFormat } from '../../../ui/use-format';
import styles from './outcome-view.module.css';
import { wholeVerdict } from './whole-verdict';

type Row = Verification['tables'][number];

/** Checked, expected, found, verdict; rows per table behind it. */
export function VerificationCard({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const verification = job.verification;
  if (!verification) {
    return (
      <Card title={t('outcome.verification')}>
        <p className="muted">{t('outcome.noVerification')}</p>
      </Card>
    );
  }
  return (
    <Card title={t('outcome.verification')} aside={<Whole verification={verification} />} flush>
      <table className={styles.checks}>
        <thead>
          <tr>
            <th scope="col">{t('outcome.check')}</th>
            <th scope="col" className="number">
              {t('outcome.expected')}
            </th>
            <th scope="col" className="number">
              {t('outcome.found')}
            </th>
            <th scope="col">{t('outcome.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {verification.checks.map((check) => (
            <tr key={check.name}>
              <td>
                {checkWords(check.name, format.language)}
                <Remark check={check} />
              </td>
              <td className="number">{figure(check.name, check.expected, format)}</td>
              <td className="number">{figure(check.name, check.found, format)}</td>
              <td>
                <Verdict verdict={check.verdict} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {verification.tables.length > 0 ? <TableRows tables={verification.tables} /> : null}
    </Card>
  );
}

/** All of it in one word: it differs, it matches, or it matches as far as it was checked. */
function Whole({ verification }: { verification: Verification }) {
  const { t } = useTranslation();
  const { verdict, unchecked } = wholeVerdict(verification);
  if (verdict === 'mismatch') {
    return <Mark icon="octagon" tone="danger" label={t('outcome.verificationFailed')} />;
  }
  if (verdict === 'match') return <Mark icon="check" tone="ok" label={t('outcome.verificationPassed')} />;
  return <Mark icon="skip" tone="muted" label={t('outcome.verificationUnchecked', { count: unchecked })} />;
}

function Verdict({ verdict }: { verdict: Verification['checks'][number]['verdict'] }) {
  const { t } = useTranslation();
  const label = t(`outcome.verdicts.${verdict}`);
  if (verdict === 'match') return <Mark icon="check" tone="ok" label={label} />;
  if (verdict === 'mismatch') return <Mark icon="octagon" tone="danger" label={label} />;
  return <Mark icon="skip" tone="muted" label={label} />;
}

/** Checks whose figures are names: an OID has no thousands. */
const OIDS: ReadonlySet<string> = new Set(['live database', 'kept database']);

/** A whole number with its groups, a word of ours in the language, anything else as it is. */
function figure(check: string, value: string, format: ReturnType<typeof useFormat>): string {
  return /^\d{1,15}$/.test(value) && !OIDS.has(check)
    ? format.number(Number(value))
    : valueWords(value, format.language);
}

function verdictOf(row: Row): Verification['checks'][number]['verdict'] {
  if (row.expected === null) return 'not-checked';
  return row.expected === row.found ? 'match' : 'mismatch';
}

function Remark({ check }: { check: VerificationCheck }) {
  const format = useFormat();
  const words = noteWords(check, format.language);
  return words === '' ? null : <div className="muted">{words}</div>;
}

function TableRows({ tables }: { tables: readonly Row[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = useMemo<readonly Column<Row>[]>(() => {
    const name = (row: Row) => (row.schema === 'public' ? row.name : `${row.schema}.${row.name}`);
    return [
      {
        id: 'table',
        title: t('outcome.table'),
        width: 'minmax(0,1fr)',
        cell: (row) => <Copyable value={name(row)} />,
        sort: name,
      },
      {
        id: 'expected',
        title: t('outcome.expected'),
        width: '96px',
        numeric: true,
        cell: (row) => (row.expected === null ? '–' : format.number(row.expected)),
        sort: (row) => row.expected ?? -1,
      },
      {
        id: 'found',
        title: t('outcome.found'),
        width: '96px',
        numeric: true,
        cell: (row) => format.number(row.found),
        sort: (row) => row.found,
      },
      {
        id: 'verdict',
        title: t('outcome.verdict'),
        width: '116px',
        cell: (row) => <Verdict verdict={verdictOf(row)} />,
        sort: verdictOf,
      },
    ];
  }, [t, format]);
  return (
    <details className={styles.tables}>
      <summary>
        {t('outcome.rowsPerTable')}
        <span className="muted">
          {' '}
          · {t('figures.tables', { count: tables.length, n: format.number(tables.length) })}
        </span>
      </summary>
      <DataTable
        label={t('outcome.rowsPerTable')}
        rows={tables}
        columns={columns}
        rowKey={(row) => `${row.schema}.${row.name}`}
        height={Math.min(12, tables.length) * 28}
        empty=""
      />
    </details>
  );
}
