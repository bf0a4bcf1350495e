import { isValidElement, type ReactElement, type ReactNode } from 'react';
import { expect, test } from 'vitest';
import { ConnectionSection } from '../../../renderer/features/targets/editor-connection';
import { EditorContext } from '../../../renderer/features/targets/editor-context';
import { production } from '../../e2e/mocked/world/targets';
import { windowParts } from '../../support/drawn-part';

/** The field of the last drawing, before it was drawn. */
let field: ReactElement<FieldProps> | null = null;

function Probe() {
  const section = ConnectionSection();
  field = labelled(section, 'Docker command');
  return section;
}

function fieldFor(command: string[]): ReactElement<FieldProps> | null {
  const draft = { ...production, docker: { ...production.docker, command } };
  const editor = { draft, setDraft: () => undefined, invalid: {}, secrets: [], setSecrets: () => undefined };
  windowParts().draw(
    <EditorContext.Provider value={editor}>
      <Probe />
    </EditorContext.Provider>,
  );
  return field;
}

test('the docker command is another field once the draft has another command, so that it shows and keeps that one', () => {
  const before = fieldFor(['docker']);
  const proposed = fieldFor(['sudo', '-n', 'docker']);
  expect(before?.props.defaultValue).toBe('docker');
  expect(proposed?.props.defaultValue).toBe('sudo -n docker');
  expect(proposed?.key).not.toBe(before?.key);
  expect(fieldFor(['docker'])?.key).toBe(before?.key);
});

interface FieldProps {
  readonly label?: string;
  readonly defaultValue?: string;
  readonly children?: ReactNode;
}

/** The element with that label in what a component gave back, before it is drawn. */
function labelled(node: ReactNode, label: string): ReactElement<FieldProps> | null {
  if (Array.isArray(node)) {
    return node.map((each: ReactNode) => labelled(each, label)).find((each) => each !== null) ?? null;
  }
  if (!isValidElement<FieldProps>(node)) return null;
  return node.props.label === label ? node : labelled(node.props.children, label);
}
