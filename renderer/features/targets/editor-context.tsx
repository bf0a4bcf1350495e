import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../shared/profile';
import type { HopSecret } from '../../../shared/target-checks';
import { blankProfile, type InvalidKey } from './draft';

/** The draft of the target that is edited, shared by the sections of the editor. */
export interface Editor {
  readonly draft: Profile;
  readonly setDraft: (draft: Profile) => void;
  readonly invalid: Readonly<Record<string, InvalidKey>>;
  /** Typed for discovery before the target is saved; never shown again. */
  readonly secrets: readonly HopSecret[];
  readonly setSecrets: (secrets: readonly HopSecret[]) => void;
}

export const EditorContext = createContext<Editor>({
  draft: blankProfile(),
  setDraft: () => undefined,
  invalid: {},
  secrets: [],
  setSecrets: () => undefined,
});

export function useEditor(): Editor & { readonly errorAt: (path: string) => string | undefined } {
  const editor = useContext(EditorContext);
  const { t } = useTranslation();
  return {
    ...editor,
    errorAt: (path) => {
      const key = editor.invalid[path];
      return key === undefined ? undefined : t(`targets.invalid.${key}`);
    },
  };
}
