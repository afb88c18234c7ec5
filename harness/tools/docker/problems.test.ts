import { describe, expect, test } from '@jest/globals';
import { dockerProblem } from './problems.ts';

/** As docker and compose really say it. */
const SAID: readonly [what: string, said: string, sentence: string][] = [
  [
    'no daemon',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'Docker is installed, but its daemon does not run',
  ],
  [
    'no daemon, newer words',
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    'Docker is installed, but its daemon does not run',
  ],
  [
    'no permission',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/info": dial unix /var/run/docker.sock: connect: permission denied',
    'You may not use Docker',
  ],
  [
    'a port that a container has',
    'Error response from daemon: driver failed programming external connectivity on endpoint x (4f): Bind for 127.0.0.1:8081 failed: port is already allocated',
    'Port 8081 is taken.',
  ],
  [
    'a port that a program has',
    'Error response from daemon: driver failed programming external connectivity on endpoint x: Error starting userland proxy: listen tcp4 127.0.0.1:8081: bind: address already in use',
    'Port 8081 is taken.',
  ],
  [
    'an image that the registry does not give',
    "Error response from daemon: pull access denied for two-kitchens-none, repository does not exist or may require 'docker login': denied",
    'The image two-kitchens-none can not be pulled.',
  ],
  [
    'a base image that can not be had',
    'failed to solve: node:24-bookworm-slim: failed to resolve source metadata for docker.io/library/node:24-bookworm-slim: failed to do request: dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host',
    'An image can not be pulled',
  ],
  [
    'no way to the registry',
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host',
    'An image can not be pulled',
  ],
  [
    'a step of the build that fails',
    'failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    'The image of the services can not be built.',
  ],
  [
    'no disk',
    'failed to register layer: write /usr/lib/x: no space left on device',
    'The disk on which Docker',
  ],
  [
    'no network left',
    'failed to create network x: Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    'Docker has no address left',
  ],
];

describe('what docker complains of', () => {
  test.each(SAID)('%s: one sentence, and ways out', (_what, said, sentence) => {
    const problem = dockerProblem(said);
    expect(problem?.sentence).toContain(sentence);
    expect(problem?.sentence.match(/\./g)?.length).toBe(1);
    expect(problem?.ways.length).toBeGreaterThan(0);
  });

  test('anything else: nothing, so that its own words are told', () => {
    expect(dockerProblem('Error response from daemon: No such container: 4f')).toBeUndefined();
  });
});
