/** What docker complains of, in one sentence, with the ways out. Pure: docker's words in, ours out. */

/** `ways` read on from "You can …", as those of the tools do. */
export type DockerProblem = { sentence: string; ways: readonly string[] };

type Known = { words: RegExp; sentence(match: RegExpExecArray): string; ways: readonly string[] };

const REACH_THE_REGISTRY = [
  'let Docker reach the registry (a proxy? a login?), and try `docker pull` by hand',
  'load the image from a file: `docker load`',
];

/** The first that fits counts, so that what is the cause stands above what follows from it. */
const KNOWN: readonly Known[] = [
  {
    words:
      /permission denied while trying to connect to the docker|dial unix \S+: connect: permission denied/i,
    sentence: () => 'You may not use Docker: its socket is closed to you.',
    ways: [
      'join its group: `sudo usermod -aG docker $USER`, then log in anew',
      'run Docker without root (https://docs.docker.com/engine/security/rootless/)',
    ],
  },
  {
    words:
      /cannot connect to the docker daemon|is the docker daemon running|failed to connect to the docker API/i,
    sentence: () => 'Docker is installed, but its daemon does not run, or not where `docker` looks for it.',
    ways: [
      'start it: `sudo systemctl start docker`, or Docker Desktop',
      'say where it runs: DOCKER_HOST, or `docker context use`',
    ],
  },
  {
    words: /no space left on device/i,
    sentence: () => 'The disk on which Docker keeps its images and volumes is full.',
    ways: ['see what takes the space: `docker system df`'],
  },
  {
    words:
      /(?:bind for \S+?:(\d+) failed: port is already allocated|listen tcp\S* \S+?:(\d+): bind: address already in use)/i,
    sentence: (match) => `Port ${match[1] ?? match[2]} is taken.`,
    ways: ['end what listens there (`ss -ltnp` shows it)', 'choose another port with --port, or none'],
  },
  {
    words: /non-overlapping IPv4 address pool|address pools have been fully subnetted/i,
    sentence: () => 'Docker has no address left for another network.',
    ways: ['remove networks that nobody uses: `docker network prune`'],
  },
  {
    words:
      /pull access denied for ([^\s,]+)|failed to resolve reference "([^"]+)"|manifest for (\S+) not found|no such image: (\S+)/i,
    sentence: (match) => `The image ${match.slice(1).find((name) => name !== undefined)} can not be pulled.`,
    ways: REACH_THE_REGISTRY,
  },
  {
    words:
      /(?:dial tcp|lookup) .*(?:no such host|i\/o timeout|connection refused|unreachable)|TLS handshake timeout|toomanyrequests|x509:/i,
    sentence: () => 'An image can not be pulled: the registry does not answer as it should.',
    ways: REACH_THE_REGISTRY,
  },
  {
    words: /failed to solve|failed to build|executor failed running/i,
    sentence: () => 'The image of the services can not be built.',
    ways: ['see the whole of it: `docker compose -f compose.rr.yml build`'],
  },
];

/** Undefined when it says nothing that is known: its own words must do then. */
export function dockerProblem(said: string): DockerProblem | undefined {
  for (const { words, sentence, ways } of KNOWN) {
    const match = words.exec(said);
    if (match !== null) return { sentence: sentence(match), ways };
  }
  return undefined;
}
