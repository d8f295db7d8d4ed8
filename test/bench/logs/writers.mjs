import { interruption } from '../../../scripts/lib/interruption.mjs';

const image = 'outrider/demo:0.1';

/** The containers; those that are restarted write the second half of their lines after it. */
export const writers = [
  { name: 'app', role: 'app' },
  { name: 'proxy', role: 'sidecar', restarted: true },
  { name: 'cache', role: 'sidecar' },
  { name: 'queue', role: 'sidecar', restarted: true },
  { name: 'agent', role: 'sidecar' },
];

/** 100 bytes with the number, to the engine's log as fast as they go. */
const format = `line %08.0f ${'x'.repeat(86)}`;

/**
 * Containers that have written their lines and ended. They carry the labels of Outrider and those of Compose, so that both
 * read the same ones. A restart is the engine's own here, as Compose knows no other: the log stays one.
 */
export async function writeLogs(docker, project, lines) {
  const made = await Promise.all(
    writers.map((writer, index) => create(docker, project, writer, index, lines)),
  );
  await Promise.all(made.map((container) => runToEnd(container)));
  const again = made.filter((_, index) => writers[index].restarted);
  await Promise.all(again.map((container) => runToEnd(container)));
}

function create(docker, project, { name, role, restarted }, index, lines) {
  const half = lines / 2;
  const script = restarted
    ? `if [ -f /half ]; then seq -f "$0" ${half + 1} ${lines}; else touch /half; seq -f "$0" ${half}; fi`
    : `seq -f "$0" ${lines}`;
  return docker.createContainer({
    _query: { name: `${project}-${name}-1` },
    _body: {
      Image: image,
      Entrypoint: ['sh', '-c', script, format],
      Cmd: [],
      Labels: labelsOf(project, name, role, index),
      HostConfig: { NetworkMode: 'none' },
    },
    abortSignal: interruption,
  });
}

function labelsOf(project, name, role, index) {
  return {
    'dev.outrider.project': project,
    'dev.outrider.pod': 'bench',
    'dev.outrider.container': name,
    'dev.outrider.role': role,
    'dev.outrider.index': String(index),
    'dev.outrider.attempt': '0',
    'com.docker.compose.project': project,
    'com.docker.compose.service': name,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.config-hash': 'bench',
  };
}

async function runToEnd(container) {
  await container.start({ abortSignal: interruption });
  const { StatusCode } = await container.wait({ abortSignal: interruption });
  if (StatusCode !== 0) throw new Error(`a writer ended with exit code ${StatusCode}`);
}
