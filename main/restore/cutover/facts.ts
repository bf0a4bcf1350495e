import type { CutoverSpec } from '../ports/cutover';
import type { ManualWay } from './manual-way';

/** What errors of a cutover are told with, also by a console that did not begin it. Kept beside the specification. */
export interface CutoverFacts {
  readonly database: string;
  readonly host: string;
  /** What the health check asks, in a few words. */
  readonly check: string;
  readonly commands: readonly string[];
  readonly toOld: readonly string[];
  readonly toNew: readonly string[];
}

export function cutoverFacts(spec: CutoverSpec, host: string, manual: ManualWay): CutoverFacts {
  return {
    database: spec.database?.names.live ?? '',
    host,
    check: checkText(spec),
    commands: spec.beforeStart.map((each) => `${each.command.join(' ')} (${each.containerName})`),
    ...manual,
  };
}

function checkText(spec: CutoverSpec): string {
  switch (spec.health?.kind) {
    case 'http':
      return spec.health.url;
    case 'command':
      return spec.health.command.join(' ');
    case 'docker':
      return 'docker health check';
    default:
      return 'containers running';
  }
}

/** Reads them back; whatever is not as expected is empty, so that a damaged file hides no outcome. */
export function parseFacts(json: string | null): CutoverFacts {
  const found = object(json);
  return {
    database: text(found.database),
    host: text(found.host),
    check: text(found.check),
    commands: texts(found.commands),
    toOld: texts(found.toOld),
    toNew: texts(found.toNew),
  };
}

function object(json: string | null): Readonly<Record<string, unknown>> {
  if (json === null) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return {};
  }
  return typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
