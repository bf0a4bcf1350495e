import { common } from './common';
import { jobs } from './jobs';
import { restore } from './restore';
import { run } from './run';
import { settings } from './settings';
import { targets } from './targets';
import { terminal } from './terminal';

export const resourcesEs = {
  ...common,
  ...restore,
  ...run,
  ...jobs,
  ...targets,
  ...terminal,
  ...settings,
} as const;
