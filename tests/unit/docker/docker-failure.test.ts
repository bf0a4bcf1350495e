import { describe, expect, it } from 'vitest';
import { execInContainer } from '../../../main/docker/container-exec';
import { createDockerClient, dockerPrefix } from '../../../main/docker/docker-client';
import type { RemoteHost } from '../../../main/restore/ports/host';
import { createLocalHost } from '../../support/local-host';

/** A host whose docker answers with these words. */
function hostThatSays(stderr: string, exitCode: number): RemoteHost {
  return {
    ...createLocalHost(),
    exec: async () => ({ exitCode, signal: null, stdout: '', stderr }),
  };
}

function call(stderr: string, exitCode: number, args = ['ps']) {
  const host = hostThatSays(stderr, exitCode);
  return createDockerClient(host, { command: ['docker'] }).call(args);
}

const SOCKET = 'unix:///var/run/docker.sock';

describe('what docker’s words mean', () => {
  it.each([
    [
      'docker-denied',
      1,
      `Got permission denied while trying to connect to the Docker daemon socket at ${SOCKET}: Get "http:`,
    ],
    [
      'docker-denied',
      1,
      `permission denied while trying to connect to the Docker daemon socket at ${SOCKET}`,
    ],
    ['docker-denied', 1, `permission denied while trying to connect to the docker API at ${SOCKET}`],
    ['docker-denied', 1, 'sudo: a password is required'],
    ['docker-denied', 1, 'sudo: a terminal is required to read the password; either use the -S option'],
    ['docker-denied', 1, 'sudo: no tty present and no askpass program specified'],
    ['docker-denied', 1, 'ana is not in the sudoers file.  This incident will be reported.'],
    ['docker-denied', 1, "Sorry, user ana is not allowed to execute '/usr/bin/docker ps' as root on host."],
    [
      'docker-not-running',
      1,
      `Cannot connect to the Docker daemon at ${SOCKET}. Is the docker daemon running?`,
    ],
    [
      'docker-not-running',
      1,
      `failed to connect to the docker API at ${SOCKET}; check if the path is correct`,
    ],
    ['docker-not-running', 1, 'error during connect: Get "http://10.0.0.1:2375/v1.24/version": dial tcp'],
    ['docker-not-found', 127, 'sh: 1: docker: not found'],
    ['docker-not-found', 127, '-bash: docker: command not found'],
    ['docker-not-found', 1, 'sudo: docker: command not found'],
    ['docker-not-found', 127, 'env: ‘docker’: No such file or directory'],
    ['docker-not-found', 127, "env: can't execute 'docker': No such file or directory"],
  ])('is %s for status %i and: %s', async (code, exitCode, stderr) => {
    await expect(call(stderr, exitCode)).rejects.toMatchObject({
      error: { code, params: expect.objectContaining({ host: 'tester@localhost:22' }) },
    });
  });

  it('is a result, not an error of docker, when a command in a container is not there', async () => {
    const missing =
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "docker": executable file not found in $PATH: unknown';
    expect(await call(missing, 127, ['exec', 'c', 'docker'])).toMatchObject({ exitCode: 127 });
    expect(await call('sh: 1: psql: not found', 127, ['exec', 'c', 'psql'])).toMatchObject({ exitCode: 127 });
  });

  it('tells a command’s own failure from a container that is gone or stopped', async () => {
    const exec = (stderr: string) => {
      const client = createDockerClient(hostThatSays(stderr, 1), { command: ['docker'] });
      return execInContainer(client, 'db', ['psql']);
    };
    await expect(exec('Error: No such container: db\n')).rejects.toMatchObject({
      error: { code: 'container-missing' },
    });
    await expect(exec('Error response from daemon: No such container: db')).rejects.toMatchObject({
      error: { code: 'container-missing' },
    });
    await expect(exec('Error response from daemon: Container 0123abc is not running')).rejects.toMatchObject({
      error: { code: 'container-not-running' },
    });
    await expect(exec('Error response from daemon: container 0123abc is not running')).rejects.toMatchObject({
      error: { code: 'container-not-running' },
    });
    expect(await exec('ERROR:  relation "no such container" does not exist')).toMatchObject({ exitCode: 1 });
  });
});

describe('the docker prefix', () => {
  it('carries DOCKER_HOST where sudo does not drop it', () => {
    expect(dockerPrefix({ command: ['docker'] })).toEqual(['docker']);
    expect(dockerPrefix({ command: ['docker'], dockerHost: 'unix:///x' })).toEqual([
      'env',
      'DOCKER_HOST=unix:///x',
      'docker',
    ]);
    expect(dockerPrefix({ command: ['sudo', '-n', 'docker'], dockerHost: 'unix:///x' })).toEqual([
      ...['sudo', '-n', 'docker', '--host', 'unix:///x'],
    ]);
  });
});
