import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeAll } from './cleanup.mjs';
import { app, command, image, proxyId, sidecars } from './pod.mjs';
import { loadCommand } from './rules.mjs';

/** Between two tries of a probe. */
const pauseMs = 5;

/**
 * The calls that cannot be left out, by a program that is loaded and connected already and does nothing else: one after
 * another as somebody would write them down, or, with `early`, with the containers created while the holder starts.
 */
export function throughCalls({ docker, project, holder, rules, found, early }) {
  const name = `${project}${early ? '-early' : '-bare'}`;
  const label = { 'dev.outrider.project': project };

  const create = async (suffix, body, signal) => {
    const made = { _query: { name: `${name}-${suffix}` }, _body: { Labels: label, ...body } };
    return docker.createContainer({ ...made, abortSignal: signal });
  };
  const createHolder = (signal) =>
    create(
      'holder',
      {
        Image: holder,
        Env: [`RULES_IPV4=${rules.ipv4}`, `RULES_IPV6=${rules.ipv6}`],
        HostConfig: { NetworkMode: name, CapDrop: ['ALL'], CapAdd: ['NET_ADMIN', 'NET_RAW'] },
      },
      signal,
    );
  const createMember = (member, { id }, signal) => {
    const [Entrypoint, ...Cmd] = command(member);
    const user = member.user && { User: `${proxyId}:${proxyId}` };
    const HostConfig = { NetworkMode: `container:${id}` };
    return create(member.name, { Image: image, Entrypoint, Cmd, ...user, HostConfig }, signal);
  };

  return {
    name: early ? 'bare calls, created early' : 'bare calls',
    async up(signal) {
      const begin = performance.now();
      await docker.createNetwork({ Name: name, CheckDuplicate: true, Labels: label, abortSignal: signal });
      const pod = await createHolder(signal);
      const starting = pod.start({ abortSignal: signal });
      const members = early
        ? [...sidecars, app].map((member) => createMember(member, pod, signal))
        : undefined;
      await Promise.all([starting, ...(members ?? [])]);
      const { NetworkSettings } = await pod.inspect({ abortSignal: signal });
      await runIn(pod, loadCommand(found.backend), signal);
      for (const [index, member] of [...sidecars, app].entries()) {
        const container = await (members?.[index] ?? createMember(member, pod, signal));
        await container.start({ abortSignal: signal });
        if (member !== app) await answer(NetworkSettings.Networks[name].IPAddress, member.port, signal);
      }
      return { ms: performance.now() - begin };
    },
    down: () => removeAll(docker, project),
  };
}

async function runIn(container, Cmd, abortSignal) {
  const exec = await container.exec({ Cmd, AttachStdout: true, AttachStderr: true, abortSignal });
  const output = await exec.start({ abortSignal });
  const chunks = [];
  for await (const chunk of output) chunks.push(chunk);
  const { ExitCode } = await exec.inspect({ abortSignal });
  if (ExitCode !== 0) throw new Error(`the rules were not loaded: ${Buffer.concat(chunks)}`);
}

/** From this process where the pod's network can be reached, as on Linux: there is no shorter way. */
async function answer(host, port, signal) {
  while (!(await answers(host, port, signal))) await sleep(pauseMs, undefined, { signal });
}

function answers(host, port, signal) {
  return new Promise((resolve) => {
    get({ host, port, signal, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}
