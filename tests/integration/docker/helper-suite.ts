import { describe, expect, it } from 'vitest';
import { removeAbandonedOneShots } from '../../../main/docker/abandoned-one-shots';
import { findVolume } from '../../../main/docker/docker-host';
import { findContainer } from '../../../main/docker/find-containers';
import { removeJobLeftovers } from '../../../main/docker/helper-container';
import { ONE_SHOT_LABEL } from '../../../main/docker/one-shot';
import type { HelperSpec } from '../../../main/restore/ports/docker';
import type { DockerUnderTest } from '../../support/docker-under-test';

/** Helper containers on a real daemon. */
export function describeHelpers(under: () => DockerUnderTest): void {
  /** Follows from an offset; `until` ends the wait as a lost connection would. */
  async function follow(spec: HelperSpec, fromOffset = 0, signal = new AbortController().signal) {
    const lines: string[] = [];
    let offset = fromOffset;
    const exit = await under().docker.followHelper(spec, {
      fromOffset,
      signal,
      onLine: (line, next) => {
        lines.push(line);
        offset = next;
      },
    });
    return { exit, lines, offset };
  }

  describe('a helper container', () => {
    it('runs its script as root with arguments, environment and secrets, and leaves log and status', async () => {
      await under().host.writeFile(`${under().jobDir}/secret.env`, 'PGPASSWORD=hidden\n', 0o600);
      const script = `id -u; printf '<%s>\\n' "$@"; echo "$PLAIN $PGPASSWORD"; echo error >&2; printf unfinished; exit 3`;
      const spec = under().helper(script, {
        step: 'plain',
        args: ['a b', "'$x'", ''],
        env: { PLAIN: 'p=1 2' },
        envFile: `${under().jobDir}/secret.env`,
      });
      await under().docker.startHelper(spec);
      const { exit, lines } = await follow(spec);
      expect(lines).toEqual(['0', '<a b>', "<'$x'>", '<>', 'p=1 2 hidden', 'error', 'unfinished']);
      expect(exit).toMatchObject({ kind: 'exited', exitCode: 3 });
      const inspected = await under().client.run(['inspect', spec.name]);
      expect(JSON.parse(inspected)[0].HostConfig.AutoRemove).toBe(false);
      const status = await under().host.readFile(`${under().jobDir}/plain.status`);
      expect(status?.toString()).toBe('RC-HELPER-ENDED plain 3\n');
    });

    it('is adopted, not started twice, while it runs and after it has ended', async () => {
      const spec = under().helper('echo run >>/job/count; sleep 1', { step: 'twice' });
      await Promise.all([under().docker.startHelper(spec), under().docker.startHelper(spec)]);
      await under().docker.startHelper(spec);
      await follow(spec);
      await under().docker.startHelper(spec);
      expect((await follow(spec)).exit).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect((await under().host.readFile(`${under().jobDir}/count`))?.toString()).toBe('run\n');
      await under().docker.removeHelper(spec.name);
      await under().docker.removeHelper(spec.name);
      await under().docker.startHelper(spec);
      await follow(spec);
      expect((await under().host.readFile(`${under().jobDir}/count`))?.toString()).toBe('run\nrun\n');
    });

    it('is not taken for a container of the same name that is somebody else’s', async () => {
      const spec = under().helper('true', { step: 'foreign' });
      await under().client.run(['create', '--name', spec.name, '--entrypoint', 'sh', under().image]);
      await expect(under().docker.startHelper(spec)).rejects.toMatchObject({
        error: { code: 'command-failed' },
      });
    });

    it('never makes a missing image, volume or folder by accident', async () => {
      const mount = (source: string) => [{ source, target: '/data', readOnly: false }];
      const start = (more: Partial<HelperSpec>) =>
        under().docker.startHelper(under().helper('true', { step: 'accident', ...more }));
      await expect(start({ image: 'rc-no-such:1' })).rejects.toMatchObject({
        error: { code: 'helper-image-missing' },
      });
      await expect(start({ mounts: mount(`absent-${under().short}`) })).rejects.toThrow();
      expect(await under().docker.volume(`absent-${under().short}`)).toBeNull();
      await expect(start({ mounts: mount(`${under().jobDir}/absent`) })).rejects.toThrow();
      expect(await under().host.stat(`${under().jobDir}/absent`)).toBeNull();
      expect(await under().docker.container(`rc-${under().short}-accident`)).toBeNull();
    });

    it('gives every line once over a lost connection, with long lines and characters split between reads', async () => {
      const script = `i=0; while [ $i -lt 400 ]; do echo "línea $i ñandú"; i=$((i+1)); [ $((i % 100)) -ne 0 ] || sleep 0.5; done
head -c 700000 /dev/zero | tr '\\0' x; printf '\\nno end of line'`;
      const spec = under().helper(script, { step: 'lines' });
      await under().docker.startHelper(spec);
      const lines: string[] = [];
      let offset = 0;
      let cuts = 0;
      for (let exit = null; exit === null; ) {
        const connection = new Error('cut');
        const reading = under().docker.followHelper(spec, {
          fromOffset: offset,
          signal: new AbortController().signal,
          onLine: (line, next) => {
            if (cuts < 5 && lines.length === 30 + cuts * 60) {
              cuts += 1;
              throw connection;
            }
            lines.push(line);
            offset = next;
          },
        });
        exit = await reading.catch((error: unknown) => {
          if (error !== connection) throw error;
          return null;
        });
      }
      expect(cuts).toBe(5);
      expect(lines.slice(0, 400)).toEqual(Array.from({ length: 400 }, (_, i) => `línea ${i} ñandú`));
      expect(lines.slice(400).join('')).toBe(`${'x'.repeat(700_000)}no end of line`);
    });

    it('ends with the step when it is cancelled', async () => {
      const spec = under().helper('echo begun; sleep 1000', { step: 'cancelled' });
      await under().docker.startHelper(spec);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 1500);
      expect((await follow(spec, 0, controller.signal)).exit).toEqual({ kind: 'cancelled' });
      expect(await under().docker.container(spec.name)).toBeNull();
    });

    it('counts as vanished when it is gone without a status, with its last words kept', async () => {
      const spec = under().helper('echo last words; sleep 1000', { step: 'vanished' });
      await under().docker.startHelper(spec);
      expect(await under().docker.helperRunning(spec.name)).toBe(true);
      setTimeout(() => under().docker.removeHelper(spec.name), 1000);
      const { exit, lines } = await follow(spec);
      expect(exit).toEqual({ kind: 'vanished', logTail: 'last words\n' });
      expect(lines).toEqual(['last words']);
    });

    it('tells that it was killed', async () => {
      const killed = under().helper('echo x; sleep 1000', { step: 'killed' });
      await under().docker.startHelper(killed);
      await under().client.run(['kill', killed.name]);
      const { exit } = await follow(killed);
      expect(exit).toMatchObject({ kind: 'exited', exitCode: 137 });
      expect(exit).toHaveProperty('logTail', expect.stringContaining('SIGKILL'));
      const inner = under().helper('sh -c "kill -9 \\$\\$"', { step: 'inner' });
      await under().docker.startHelper(inner);
      expect((await follow(inner)).exit).toMatchObject({ kind: 'exited', exitCode: 137 });
    });

    it('keeps its status when the container is pruned after its end', async () => {
      const spec = under().helper('echo done', { step: 'pruned' });
      await under().docker.startHelper(spec);
      await under().client.run(['wait', spec.name]);
      await under().docker.removeHelper(spec.name);
      expect((await follow(spec)).exit).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    it('leaves nothing in the job folder that its owner cannot read or we cannot remove', async () => {
      const owner = '12345:12345';
      await under().host.run(['chown', owner, under().jobDir]);
      const spec = under().helper('mkdir -m 700 /job/tree; echo x >/job/tree/file', { step: 'owner' });
      await under().docker.startHelper(spec);
      await follow(spec);
      for (const file of ['owner.log', 'owner.status']) {
        const stat = await under().host.run(['stat', '-c', '%u:%g %a', `${under().jobDir}/${file}`]);
        expect(stat.trim()).toBe(`${owner} 600`);
      }
      await removeJobLeftovers(under().client, under().jobDir, under().image, ['tree']);
      expect(await under().host.list(under().jobDir)).not.toContain('tree');
      await removeJobLeftovers(under().client, under().jobDir, under().image);
      expect(await under().host.list(under().jobDir)).toEqual([]);
    });
  });

  describe('a one-shot whose client was killed before it started it', () => {
    it('goes with its volume once it is too old to be just about to start; a started one stays', async () => {
      const { client, image } = under();
      const more = [
        '--label',
        `${ONE_SHOT_LABEL}=yes`,
        '--volume',
        '/anonymous',
        '--entrypoint',
        'sh',
        image,
      ];
      const made = (await client.run(['create', ...more, '-c', ':'])).trim();
      const running = (await client.run(['run', '--detach', '--rm', ...more, '-c', 'sleep 100'])).trim();
      const volume = (await client.run(['inspect', '--format', '{{(index .Mounts 0).Name}}', made])).trim();
      await removeAbandonedOneShots(client);
      expect(await findContainer(client, made)).not.toBeNull();
      await removeAbandonedOneShots(client, -5);
      expect(await findContainer(client, made)).toBeNull();
      expect(await findVolume(client, volume)).toBeNull();
      expect(await findContainer(client, running)).toMatchObject({ running: true });
      await client.run(['rm', '--force', '--volumes', running]);
    });
  });
}
