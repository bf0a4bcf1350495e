import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDockerClient } from '../../../main/docker/docker-client';
import { createDockerHost } from '../../../main/docker/docker-host';
import { removeJobLeftovers } from '../../../main/docker/helper-container';
import { profileSchema } from '../../../shared/profile';
import type { DockerUnderTest } from '../../support/docker-under-test';
import { openHost } from '../../support/open-host';
import type { TestHost } from '../../target/test-host';

/** The same adapter over SSH, as a user who is in the docker group and nothing more. */
export function describeOverSsh(under: () => DockerUnderTest, testHost: () => TestHost): void {
  it('runs, follows and clears a helper over SSH as a plain member of the docker group', async () => {
    const profile = profileSchema.parse(JSON.parse(readFileSync(testHost().profile, 'utf8')));
    const host = await openHost(profile.host);
    const docker = createDockerHost({ host, command: profile.docker });
    const jobDir = (await host.run(['sh', '-c', 'mktemp -d "$HOME/rc-job-XXXXXX"'])).trim();
    const script =
      'id -u; i=0; while [ $i -lt 300 ]; do echo "línea $i"; i=$((i+1)); done; mkdir -m 700 /job/tree; touch /job/tree/x; exit 4';
    const spec = { ...under().helper(script, { step: 'ssh' }), jobDir };
    await docker.startHelper(spec);
    const lines: string[] = [];
    const follow = {
      fromOffset: 0,
      signal: new AbortController().signal,
      onLine: (line: string) => lines.push(line),
    };
    expect(await docker.followHelper(spec, follow)).toMatchObject({ kind: 'exited', exitCode: 4 });
    expect(lines).toEqual(['0', ...Array.from({ length: 300 }, (_, i) => `línea ${i}`)]);
    expect((await host.readFile(`${jobDir}/ssh.status`))?.toString()).toBe('RC-HELPER-ENDED ssh 4\n');
    await docker.removeHelper(spec.name);
    expect((await host.exec(['rm', '-rf', `${jobDir}/tree`])).exitCode).not.toBe(0);
    await removeJobLeftovers(createDockerClient(host, profile.docker), jobDir, under().image, ['tree']);
    await host.run(['rm', '-r', jobDir]);
    await host.close();
  });

  it('hands a secret to a command in a container without any command line showing it', async () => {
    const profile = profileSchema.parse(JSON.parse(readFileSync(testHost().profile, 'utf8')));
    const host = await openHost(profile.host);
    const docker = createDockerHost({ host, command: profile.docker });
    const running = docker.exec(
      testHost().db_container,
      ['sh', '-c', 'sleep 3; printf %s "$PGPASSWORD"; cat'],
      {
        env: { PGPASSWORD: 'open sesame 1234' },
        stdin: 'select 1;',
      },
    );
    const seen = await under().host.run([
      'sh',
      '-c',
      'sleep 1.5; cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "',
    ]);
    expect(seen).toContain('PGPASSWORD');
    expect(seen).not.toContain('sesame');
    expect((await running).stdout).toBe('open sesame 1234select 1;');
    await host.close();
  });
}
