import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDockerHost } from '../../../main/docker/docker-host';
import type { DockerUnderTest } from '../../support/docker-under-test';
import type { TestHost } from '../../target/test-host';

/** The client, exec, stop and start on a real daemon. */
export function describeDockerHost(under: () => DockerUnderTest, testHost: () => TestHost): void {
  /** A service that runs until it is told to end. */
  const SERVICE = 'trap "exit 0" TERM INT; while :; do sleep 1000 & wait $!; done';
  const DEAF = 'trap "" TERM INT; while :; do sleep 1; done';

  async function service(name: string, script: string, more: readonly string[] = []): Promise<string> {
    const full = `${name}-${under().short}`;
    await under().client.run([
      ...[
        'run',
        '-d',
        '--name',
        full,
        '--network',
        'none',
        '--no-healthcheck',
        ...more,
        '--entrypoint',
        'sh',
      ],
      ...[under().image, '-c', script],
    ]);
    return full;
  }

  describe('docker on a host', () => {
    it('tells the server version', async () => {
      expect(await under().docker.version()).toMatch(/^\d+\.\d+\.\d+/);
    });

    it('says which of the three is wrong: no client, no rights, no daemon', async () => {
      const with_ = (command: string[], dockerHost?: string) =>
        createDockerHost({
          host: under().host,
          command: { command, ...(dockerHost === undefined ? {} : { dockerHost }) },
        }).version();
      await expect(with_(['no-such-docker'])).rejects.toMatchObject({ error: { code: 'docker-not-found' } });
      await expect(with_(['no-such-docker'], 'unix:///x')).rejects.toMatchObject({
        error: { code: 'docker-not-found' },
      });
      await expect(with_(['docker'], 'unix:///nowhere.sock')).rejects.toMatchObject({
        error: { code: 'docker-not-running' },
      });
      const denied = [
        'setpriv',
        '--reuid=65534',
        '--clear-groups',
        'docker',
        '--host',
        under().command.dockerHost ?? '',
      ];
      await expect(with_(denied)).rejects.toMatchObject({ error: { code: 'docker-denied' } });
    });

    it('finds a container by its whole name or id only, with labels, environment and mounts', async () => {
      await under().docker.createVolume(`vol-${under().short}`, { purpose: 'test' });
      const more = ['-e', 'A=b=c', '--label', 'k=v', '-v', `vol-${under().short}:/data:ro`, '-u', '5:6'];
      const name = await service('inspected', SERVICE, more);
      const found = await under().docker.container(name);
      expect(found).toMatchObject({ name, running: true, health: null, exitCode: null, user: '5:6' });
      expect(found?.env.A).toBe('b=c');
      expect(found?.labels.k).toBe('v');
      expect(found?.mounts).toContainEqual(
        expect.objectContaining({
          type: 'volume',
          name: `vol-${under().short}`,
          destination: '/data',
          readWrite: false,
        }),
      );
      const id = found?.id ?? '';
      expect((await under().docker.container(id.slice(0, 12)))?.name).toBe(name);
      expect(await under().docker.container(id.slice(0, 4))).toBeNull();
      expect(await under().docker.container('--help')).toBeNull();
    });

    it('resolves a Compose service to its replicas in number order, without one-off runs', async () => {
      const compose = (service_: string, number: string, oneoff: string) =>
        [
          ['project', under().short],
          ['service', service_],
          ['container-number', number],
          ['oneoff', oneoff],
        ].flatMap(([key, value]) => ['--label', `com.docker.compose.${key}=${value}`]);
      const second = await service('web2', SERVICE, compose('web', '10', 'False'));
      const first = await service('web1', SERVICE, compose('web', '9', 'False'));
      await service('web3', SERVICE, compose('web', '1', 'True'));
      await service('other', SERVICE, compose('db', '1', 'False'));
      const ref = { by: 'compose', project: under().short, service: 'web' } as const;
      expect((await under().docker.resolve(ref)).map((each) => each.name)).toEqual([first, second]);
      expect(await under().docker.resolve({ by: 'name', name: first })).toHaveLength(1);
      expect(await under().docker.resolve({ by: 'name', name: 'absent' })).toEqual([]);
    });

    it('knows a missing volume and a missing image from present ones', async () => {
      expect(await under().docker.volume(`absent-${under().short}`)).toBeNull();
      expect(await under().docker.imageExists('rc-no-such-image:1')).toBe(false);
      expect(await under().docker.imageExists(under().image)).toBe(true);
    });
  });

  describe('exec in a container', () => {
    it('passes standard input and an environment of any characters, and shows neither to anybody', async () => {
      const name = await service('exec', SERVICE);
      const secret = `p w'"\\n$HOME\n\ttrailing\n\n%s ñ`;
      const script =
        'printf %s "$SECRET" | od -An -tx1 | tr -d " \\n"; echo; cat; tr "\\0" " " </proc/$$/cmdline';
      const result = await under().docker.exec(name, ['sh', '-c', script], {
        env: { SECRET: secret, OTHER: '' },
        stdin: 'select 1;\n\nline\n',
      });
      const [hex, ...rest] = result.stdout.split('\n');
      expect(Buffer.from(hex ?? '', 'hex').toString()).toBe(secret);
      expect(rest.join('\n')).toContain('select 1;\n\nline\n');
      expect(result.stdout).not.toContain('trailing');
    });

    it('gives back the status of the command, also of one that is not there', async () => {
      const name = await service('status', SERVICE);
      const run = async (argv: string[]) => (await under().docker.exec(name, argv)).exitCode;
      expect(await run(['sh', '-c', 'exit 42'])).toBe(42);
      expect([126, 127]).toContain(await run(['no-such-program']));
      const inside = await under().docker.exec(name, [
        'sh',
        '-c',
        'echo "sh: docker-x: not found" >&2; exit 127',
      ]);
      expect(inside.exitCode).toBe(127);
    });

    it('carries megabytes of standard input byte for byte', async () => {
      const name = await service('big', SERVICE);
      const bytes = randomBytes(5_000_000);
      const result = await under().docker.exec(name, ['sha256sum'], { env: { A: 'x' }, stdin: bytes });
      expect(result.stdout.slice(0, 64)).toBe(createHash('sha256').update(bytes).digest('hex'));
    });

    it('tells a container that is gone from one that does not run and from a command that failed', async () => {
      const name = await service('ended', 'exit 0');
      const exec = (container: string) => under().docker.exec(container, ['true']);
      await under().client.run(['wait', name]);
      await expect(exec('rc-absent')).rejects.toMatchObject({ error: { code: 'container-missing' } });
      await expect(exec(name)).rejects.toMatchObject({ error: { code: 'container-not-running' } });
    });
  });

  describe('stop and start', () => {
    it('stops a service that listens, kills one that does not, and leaves one that was stopped', async () => {
      const gentle = await service('gentle', SERVICE, ['--restart', 'always']);
      const deaf = await service('deaf', DEAF);
      expect(await under().docker.stop(gentle, 5)).toBe('stopped');
      expect(await under().docker.stop(gentle, 5)).toBe('was-stopped');
      expect(await under().docker.stop(deaf, 1)).toBe('killed');
      expect((await under().docker.container(deaf))?.running).toBe(false);
      await under().docker.start(gentle);
      await under().docker.start(gentle);
      expect(await under().docker.container(gentle)).toMatchObject({
        running: true,
        restartPolicy: 'always',
      });
    });

    it('gives up on a docker stop that never comes back, and says so', async () => {
      const name = await service('frozen', SERVICE);
      await under().client.run(['pause', name]);
      // A client whose stop and kill hang, as with a process that no signal reaches.
      const hanging = `case " $* " in *" stop "*|*" kill "*) exec sleep 1000;; esac; exec docker "$@"`;
      const command = ['sh', '-c', hanging, 'docker', '--host', under().command.dockerHost ?? ''];
      const docker = createDockerHost({ host: under().host, command: { command } });
      await expect(docker.stop(name, 1)).rejects.toMatchObject({
        error: { code: 'stop-failed', params: { container: name, waited: expect.any(Number) } },
      });
      expect(await under().docker.container(name)).toMatchObject({ running: true });
    });

    it('starts a container whose process an engine that crashed has lost, after ending it', async () => {
      const name = await service('lost', SERVICE);
      await testHost().fail.loseProcesses(name);
      const start = await under().client.call(['start', name]);
      expect(start.stderr).toContain('id already in use');
      await under().docker.start(name);
      expect(await under().docker.container(name)).toMatchObject({ running: true });
      await testHost().heal();
    });

    it('says why a container does not start', async () => {
      const name = await service('mount', SERVICE, ['-v', `${under().jobDir}/gone:/gone`]);
      await under().docker.stop(name, 1);
      await under().host.run(['rmdir', `${under().jobDir}/gone`]);
      await under().host.run(['touch', `${under().jobDir}/gone`]);
      await expect(under().docker.start(name)).rejects.toMatchObject({ error: { code: 'start-failed' } });
      await expect(under().docker.start('rc-absent')).rejects.toMatchObject({
        error: { code: 'container-missing' },
      });
    });
  });
}
