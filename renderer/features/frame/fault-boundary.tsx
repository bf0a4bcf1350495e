import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';

/** A fault while drawing must not leave an empty window: says what it means, and offers to load it again. */
export class FaultBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state: { message: string | null } = { message: null };

  static getDerivedStateFromError(thrown: unknown): { message: string } {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render(): ReactNode {
    return this.state.message === null ? this.props.children : <Fault message={this.state.message} />;
  }
}

function Fault({ message }: { message: string }) {
  const { t } = useTranslation();
  return (
    <main style={{ padding: 48, maxWidth: 640 }}>
      <Card title={t('common.faultTitle')} tone="danger">
        <p>{t('common.faultText')}</p>
        <p className="mono" style={{ margin: '12px 0' }}>
          {message}
        </p>
        <Button onClick={() => location.reload()}>{t('common.reload')}</Button>
      </Card>
    </main>
  );
}
