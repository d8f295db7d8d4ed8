import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, command, image, proxyId, sidecars } from './pod.mjs';
import { loadCommand } from './rules.mjs';

/** Compose, as it is installed: `undefined` where it is not. DOCKER_COMPOSE names a program that is not on the PATH. */
export function findCompose() {
  const asked = process.env.DOCKER_COMPOSE;
  const ways = asked ? [[asked]] : [['docker', 'compose'], ['docker-compose']];
  for (const argv of ways) {
    const { status, stdout } = spawnSync(argv[0], [...argv.slice(1), 'version', '--short'], {
      encoding: 'utf8',
    });
    if (status === 0) return { argv, version: stdout.trim() };
  }
  return undefined;
}

/** Through Compose with a file made by hand: from starting the process to its end, which is when the app was started. */
export function throughCompose({ folder, project, holder, rules, found, compose }) {
  const file = join(folder, 'compose.yaml');
  const name = `${project}-compose`;
  const run = (args, signal) =>
    finished([...compose.argv, '--project-name', name, '--file', file, ...args], signal);

  return {
    name: 'compose',
    async up(signal) {
      await writeFile(file, composeFile({ holder, rules, backend: found.backend, project }));
      const begin = performance.now();
      await run(['up', '--detach'], signal);
      return { ms: performance.now() - begin };
    },
    down: () => run(['down', '--timeout', '5'], new AbortController().signal),
  };
}

/**
 * The pod as a Compose file. The checks' `interval` is the whole delay on engines before 25, which know no
 * `start_interval`. 200 ms is the best that was found: Compose itself looks for health twice a second, so that a shorter one
 * only keeps the engine busy.
 */
function composeFile({ holder, rules, backend, project }) {
  const labels = { 'dev.outrider.project': project };
  const [first, second] = sidecars;
  const member = ({ port, user }, after, condition) => {
    const [entrypoint, ...rest] = command({ port });
    return {
      image,
      labels,
      entrypoint: [escaped(entrypoint)],
      command: rest.map(escaped),
      ...(user && { user: `${proxyId}:${proxyId}` }),
      network_mode: 'service:pause',
      depends_on: { [after]: { condition } },
    };
  };
  const healthy = ({ port }) => ({
    healthcheck: {
      test: ['CMD', 'curl', '--silent', '--fail', `http://127.0.0.1:${port}/`],
      interval: healthInterval,
      timeout: '1s',
      retries: 60,
    },
  });
  const services = {
    pause: { image: holder, labels },
    capture: {
      image: holder,
      labels,
      entrypoint: loadCommand(backend).map(escaped),
      environment: { RULES_IPV4: escaped(rules.ipv4), RULES_IPV6: escaped(rules.ipv6) },
      network_mode: 'service:pause',
      cap_drop: ['ALL'],
      cap_add: ['NET_ADMIN', 'NET_RAW'],
      depends_on: { pause: { condition: 'service_started' } },
    },
    [first.name]: { ...member(first, 'capture', 'service_completed_successfully'), ...healthy(first) },
    [second.name]: { ...member(second, first.name, 'service_healthy'), ...healthy(second) },
    [app.name]: member(app, second.name, 'service_healthy'),
  };
  return JSON.stringify({ services, networks: { default: { labels } } });
}

const healthInterval = '200ms';

/** A dollar sign is Compose's own unless it is doubled. */
function escaped(text) {
  return text.replaceAll('$', '$$$$');
}

function finished(argv, signal) {
  const child = spawn(argv[0], argv.slice(1), { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2_000);
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(signal.reason);
      else if (code === 0) resolve();
      else reject(new Error(`${argv.join(' ')} failed: ${said.trim()}`));
    });
  });
}
