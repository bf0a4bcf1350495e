import { describe, expect, it } from 'vitest';
import { parseContainers } from '../../../main/docker/container-inspect';

/** As Engine 28 prints it: fields it no longer prints are absent, empty ones are null. */
const SPARSE = {
  Id: 'f'.repeat(64),
  Name: '/db',
  Image: 'sha256:1',
  Path: 'docker-entrypoint.sh',
  Args: ['postgres'],
  State: { Status: 'running', Running: true, ExitCode: 0, Health: { Status: 'healthy' } },
  HostConfig: { RestartPolicy: { Name: '' } },
  Config: { Image: 'postgres:15', Env: null, Labels: null },
  Mounts: [{ Type: 'npipe', Source: 'x', Destination: '/y', RW: true }],
  NetworkSettings: { Networks: null },
};

describe('docker inspect', () => {
  it('is read with what is absent or null as empty', () => {
    expect(parseContainers(JSON.stringify([SPARSE]))).toMatchObject([
      {
        name: 'db',
        health: 'healthy',
        restartPolicy: 'no',
        exitCode: null,
        env: {},
        labels: {},
        networks: [],
        mounts: [{ type: 'other', name: null }],
        command: ['docker-entrypoint.sh', 'postgres'],
      },
    ]);
  });

  it('keeps everything after the first = of a variable', () => {
    const Config = { ...SPARSE.Config, Env: ['URL=postgres://u:p@h/d?a=b', 'EMPTY=', 'BARE'] };
    const [container] = parseContainers(JSON.stringify([{ ...SPARSE, Config }]));
    expect(container?.env).toEqual({ URL: 'postgres://u:p@h/d?a=b', EMPTY: '' });
  });

  it('knows a health check that was switched off from one that fails', () => {
    const health = (Status: string) =>
      parseContainers(JSON.stringify([{ ...SPARSE, State: { ...SPARSE.State, Health: { Status } } }]))[0]
        ?.health;
    expect(health('none')).toBeNull();
    expect(health('unhealthy')).toBe('unhealthy');
  });

  it('refuses what is not docker’s answer', () => {
    expect(() => parseContainers('{"Id":1}')).toThrow();
    expect(() => parseContainers('[{"Id":"x"}]')).toThrow();
  });
});
