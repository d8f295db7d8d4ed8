import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { runOutrider } from '../support/cli/run-outrider.ts';
import { type Served, serve } from './support/served.ts';

const pods = '/api/v1/namespaces/default/pods';
let served: Served;
beforeAll(async () => {
  const container = `{name: app, image: 'outrider/demo:0.1', command: [sh, -c, 'while :; do echo line; sleep 0.1; done']}`;
  served = await serve(
    'bad-clients',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {terminationGracePeriodSeconds: 1, containers: [${container}]}\n`,
  );
}, 120_000);
afterAll(() => served.end(), 120_000);

function open(path: string, options: RequestOptions = {}): ClientRequest {
  const { port, ca, token } = served.access();
  const headers = { authorization: `Bearer ${token}`, ...options.headers };
  const asked = request({ host: '127.0.0.1', port, ca, path, agent: false, ...options, headers });
  asked.on('error', () => {});
  return asked;
}

async function ask(path: string, options: RequestOptions = {}, body?: string) {
  const asked = open(path, options);
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { code: response.statusCode, text };
}

/** The pod is as it was: it runs, and was never restarted. */
async function podIsUntouched(): Promise<void> {
  const { stdout } = await runOutrider(['-p', served.project, 'ps', '-o', 'json']);
  expect(stdout).toContain('"ready":"yes","restarts":0');
  const { text } = await ask(`${pods}/web`);
  const [status] = JSON.parse(text).status.containerStatuses;
  expect(status).toMatchObject({ ready: true, restartCount: 0 });
}

it('a client without the token, with a broken body or with far too much of it gets one answer', async () => {
  expect(await ask(pods, { headers: { authorization: 'Bearer wrong' } })).toEqual({ code: 401, text: '' });
  const json = { 'content-type': 'application/json' };
  const broken = await ask(pods, { method: 'POST', headers: json }, '{"kind": ');
  expect([broken.code, JSON.parse(broken.text).kind]).toEqual([400, 'Status']);
  const yaml = { 'content-type': 'application/yaml' };
  const unread = await ask(pods, { method: 'POST', headers: yaml }, 'kind: Pod\n  metadata: {');
  expect([unread.code, JSON.parse(unread.text).reason]).toEqual([400, 'BadRequest']);
  const unknown = await ask(pods, { method: 'POST', headers: json }, '{"apiVersion":"v1","kind":"Pot"}');
  expect([unknown.code, JSON.parse(unknown.text).reason]).toEqual([400, 'BadRequest']);
  const nowhere = await ask(`${pods.replace('/pods', '/pots')}`, { method: 'POST', headers: json }, '{}');
  expect([nowhere.code, JSON.parse(nowhere.text).reason]).toEqual([404, 'NotFound']);
  const patch = { 'content-type': 'application/json-patch+json' };
  const unfit = await ask(
    `${pods}/web`,
    { method: 'PATCH', headers: patch },
    '[{"op":"remove","path":"/nope"}]',
  );
  expect([unfit.code, JSON.parse(unfit.text).kind]).toEqual([422, 'Status']);
  const huge = open(pods, { method: 'POST', headers: { ...json, 'content-length': 100 * 1024 * 1024 } });
  huge.flushHeaders();
  const [response] = (await once(huge, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  huge.destroy();
  await podIsUntouched();
});

it('500 watches at once and logs that nobody reads leave the API answering', async () => {
  const watches = Array.from({ length: 500 }, () => open(`${pods}?watch=true`));
  const logs = Array.from({ length: 20 }, () => open(`${pods}/web/log?follow=true`));
  const all = [...watches, ...logs];
  const begun = Promise.all(all.map((one) => once(one, 'response') as Promise<[IncomingMessage]>));
  for (const one of all) one.end();
  const responses = await begun;
  expect(responses.map(([{ statusCode }]) => statusCode)).toEqual(all.map(() => 200));
  expect((await ask('/readyz')).text).toBe('ok');
  for (const one of all) one.destroy();
  await podIsUntouched();
}, 180_000);

it('a client that hangs up in the middle of a command takes the command with it', async () => {
  const { port, ca, token } = served.access();
  const command = ['sh', '-c', 'echo begun; exec sleep 4711'].map(
    (word) => `command=${encodeURIComponent(word)}`,
  );
  const socket = new WebSocket(
    `wss://127.0.0.1:${port}${pods}/web/exec?container=app&stdout=true&${command.join('&')}`,
    ['v5.channel.k8s.io'],
    { ca, headers: { authorization: `Bearer ${token}` } },
  );
  await once(socket, 'message');
  socket.terminate();
  const looks = ['exec', '-T', '--no-interactive', 'app', '--', 'sh', '-c'];
  const script = "while grep -qsa 'sleep[[:cntrl:]]4711' /proc/[0-9]*/cmdline; do sleep 0.1; done";
  const { exitCode } = await runOutrider(['-p', served.project, ...looks, `${script} 2>/dev/null; true`]);
  expect(exitCode).toBe(0);
  await podIsUntouched();
}, 120_000);

it('one’s own kubeconfig gets the context and loses it again, and the server ends when it is told to', async () => {
  const own = served.file('apiVersion: v1\nkind: Config\ncurrent-context: ""\n', 'own.yaml');
  const env = { KUBECONFIG: own };
  const merged = await runOutrider(['-p', served.project, 'kubeconfig', '--merge'], { env });
  expect(merged).toMatchObject({ exitCode: 0, stdout: `${own}\n` });
  expect(readFileSync(own, 'utf8')).toContain(`outrider-${served.project}`);
  const before = served.access();
  expect((await runOutrider(['-p', served.project, 'kubeconfig', '--stop'], { env })).exitCode).toBe(0);
  expect(readFileSync(own, 'utf8')).not.toContain(served.project);
  const gone = request({
    host: '127.0.0.1',
    port: before.port,
    ca: before.ca,
    path: '/readyz',
    agent: false,
  });
  gone.end();
  const [error] = await once(gone, 'error');
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  const again = await runOutrider(['-p', served.project, 'kubeconfig']);
  expect(again.stdout.trim()).toBe(served.kubeconfig);
  await podIsUntouched();
}, 120_000);
