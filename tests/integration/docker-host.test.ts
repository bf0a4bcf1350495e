import { describe } from 'vitest';
import { dockerForSuite } from '../support/docker-under-test';
import { describeHelpers } from './docker/helper-suite';
import { describeDockerHost } from './docker/host-suite';
import { describeLock } from './docker/lock-suite';
import { describeOverSsh } from './docker/ssh-suite';

describe('the docker adapter', () => {
  const { under, testHost } = dockerForSuite();
  describeDockerHost(under, testHost);
  describeHelpers(under);
  describeLock(under);
  describeOverSsh(under, testHost);
});
