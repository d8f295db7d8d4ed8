#!/usr/bin/env node
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * A kubectl over a cluster of one pod that is played from recorded states. `FAKE_CLUSTER` names a folder: `states.json` has the states of the
 * pod, one after another; what happens to the cluster is kept beside it, as every command is a process of its own.
 *
 *   apply ─▶ applied.json; the states are played from then on ─▶ up to the first one that is being deleted
 *   DELETE of the pod ─▶ deleted; the rest is played
 *
 * `FAKE_FORBIDDEN` names a kind that nobody may list.
 */
const folder = process.env.FAKE_CLUSTER;
const file = (name) => join(folder, name);
const args = process.argv.slice(2);
const has = (...words) => words.every((word) => args.includes(word));

if (has('config', 'view')) answer({ contexts: [{ context: { namespace: 'shop' } }] });
else if (has('apply')) applyFrom(readFileSync(0, 'utf8'));
else if (has('get', '-f')) lookFor(JSON.parse(readFileSync(0, 'utf8')).items);
else if (has('delete', '-f')) writeFileSync(file('removed.json'), readFileSync(0, 'utf8'));
else if (has('delete')) appendFileSync(file('commands'), `${args.slice(4).join(' ')}\n`);
else if (has('proxy')) serve(args.find((arg) => arg.startsWith('--unix-socket=')).slice(14));

function answer(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Besides the pod, `there.json` may have objects that somebody made. As kubectl prints them: nothing, one, or a List. */
function lookFor(wanted) {
  const pod = playedPod();
  const there = [
    ...(pod ? [{ kind: 'Pod', ...pod }] : []),
    ...(existsSync(file('there.json')) ? JSON.parse(readFileSync(file('there.json'), 'utf8')) : []),
  ];
  const found = there.filter((one) =>
    wanted.some(({ kind, metadata }) => kind === one.kind && metadata.name === one.metadata.name),
  );
  if (found.length > 0) answer(found.length === 1 ? found[0] : { kind: 'List', items: found });
}

function playedPod() {
  const { states, end } = recorded();
  const isThere =
    existsSync(file('applied.json')) && (process.env.FAKE_STUCK || !existsSync(file('deleted')));
  return isThere ? states[end - 1].object : undefined;
}

function recorded() {
  const states = JSON.parse(readFileSync(file('states.json'), 'utf8')).map(withProject);
  return { states, end: states.findIndex(({ object }) => object.metadata.deletionTimestamp) };
}

function applyFrom(text) {
  const isTrial = has('--dry-run=server');
  // A refusal of what is meant comes after a trial that went well.
  const refusal = isTrial ? process.env.FAKE_REFUSAL : process.env.FAKE_LATE_REFUSAL;
  if (refusal) {
    process.stderr.write(`${refusal}\n`);
    process.exitCode = 1;
  } else if (isTrial) writeFileSync(file('tried.json'), text);
  else writeFileSync(file('applied.json'), text);
}

function serve(socket) {
  const { states, end } = recorded();
  const isApplied = () => existsSync(file('applied.json'));
  // With FAKE_STUCK the pod stays, as one does whose node is away.
  const isDeleted = () => existsSync(file('deleted')) && !process.env.FAKE_STUCK;
  const now = playedPod;
  createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const send = (status, value) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const list = (items) => send(200, { metadata: { resourceVersion: '1' }, items });
    if (url.pathname === '/version') return send(200, { major: '1', minor: process.env.FAKE_MINOR ?? '35' });
    if (url.pathname.endsWith('/log'))
      return response.end(`2026-11-28T03:00:01.5Z line of ${url.searchParams.get('container')}\n`);
    if (request.method === 'DELETE') {
      writeFileSync(file('deleted'), '');
      return send(200, {});
    }
    if (/\/pods\/[^/]+$/.test(url.pathname))
      return now() ? send(200, now()) : send(404, { message: 'not found' });
    if (url.searchParams.has('watch'))
      return url.pathname.endsWith('/pods') ? play(response) : response.writeHead(200).flushHeaders();
    const plural = url.pathname.split('/').at(-1);
    if (plural === process.env.FAKE_FORBIDDEN)
      return send(403, { message: `${plural} is forbidden: User "guest" cannot list resource "${plural}"` });
    return list(url.pathname.endsWith('/pods') && process.env.FAKE_RUNS && now() ? [now()] : []);
  }).listen(socket, () => process.stdout.write('Starting to serve on a socket\n'));

  /** Each state once it is due. A state that is told waits for nothing but what it follows from. */
  async function play(response) {
    response.writeHead(200).flushHeaders();
    const first = process.env.FAKE_RUNS ? end : 0;
    for (let at = first; at < states.length; at++) {
      if (at === 0) await until(isApplied);
      if (at === end) await until(isDeleted);
      response.write(`${JSON.stringify(states[at])}\n`);
    }
  }
}

function withProject(state) {
  const { metadata } = state.object;
  return {
    ...state,
    object: {
      ...state.object,
      metadata: { ...metadata, labels: { 'outrider.dev/project': process.env.FAKE_PROJECT } },
    },
  };
}

async function until(holds) {
  while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 10));
}
