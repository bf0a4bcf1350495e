import { describe, expect, it } from 'vitest';
import { quoteArgument } from '../../../main/remote/shell-quote';
import { type CloneSource, cloneArguments, cloneEnvironment } from '../../../main/restore/cutover/clone';

const SOURCE: CloneSource = {
  image: 'sha256:1',
  entrypoint: ['/entry.sh', '--wait'],
  env: [],
  user: '10:10',
  workingDir: '/app',
  network: 'app_default',
  moreNetworks: [],
  extraHosts: ['db:10.0.0.1'],
  dns: [],
  tmpfs: ['/tmp:size=1m'],
  groups: ['20'],
  imageLabels: ['com.docker.compose.project', 'maintainer'],
};
const argumentsOf = (source: CloneSource) =>
  cloneArguments({
    source,
    containerId: 'abc',
    name: 'rc-1-before-1',
    role: 'before-start',
    jobId: 'j',
    envFile: '/job/e.env',
    exported: ['PEM'],
    command: ['manage.py', 'migrate'],
  });

describe('a one-off clone of a service', () => {
  it('keeps image, entrypoint, mounts, network, user and folder, and replaces the command', () => {
    const argv = argumentsOf(SOURCE).join(' ');
    for (const part of [
      '--volumes-from abc',
      '--network app_default',
      '--user 10:10',
      '--workdir /app',
      '--env-file /job/e.env',
      '-e PEM',
      '--add-host db:10.0.0.1',
      '--tmpfs /tmp:size=1m',
      '--group-add 20',
      '--pull=never',
      '--restart=no',
      '--no-healthcheck',
    ]) {
      expect(argv).toContain(part);
    }
    expect(argv.endsWith('--entrypoint /entry.sh sha256:1 --wait manage.py migrate')).toBe(true);
  });

  it('is never taken for the service: Compose labels of the image are emptied, others left', () => {
    const argv = argumentsOf(SOURCE);
    expect(argv).toContain('com.docker.compose.project=');
    expect(argv.join(' ')).not.toContain('maintainer');
  });

  it('adds no hosts where the network of another container is shared', () => {
    expect(argumentsOf({ ...SOURCE, network: 'container:db' })).not.toContain('--add-host');
  });

  it('passes values with line breaks by the environment, since an env file would cut them', () => {
    expect(cloneEnvironment(['A=1', "PEM=-----\nit's\n"], quoteArgument, false)).toEqual({
      envFile: 'A=1\n',
      exports: "PEM='-----\nit'\\''s\n'\nexport PEM\n",
      exported: ['PEM'],
    });
  });

  it('refuses them behind sudo, which would drop them', () => {
    expect(() => cloneEnvironment(['PEM=a\nb'], quoteArgument, true)).toThrow(/PEM/);
  });
});
