import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { runOutrider } from '../support/cli/run-outrider.ts';
import { serve } from './support/served.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: app, image: outrider/demo:0.1, command: [sleep, '1000']}
`;

it('the server and its process end with the pods, without --stop', async () => {
  const served = await serve('api-ends', manifest);
  try {
    const record = join(dirname(served.kubeconfig), 'server.json');
    const { pid } = JSON.parse(readFileSync(record, 'utf8'));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await runOutrider(['-p', served.project, 'down', '--grace-period', '0']);
    const deadline = Date.now() + 90_000;
    while (existsSync(`/proc/${pid}`) && Date.now() < deadline) await delay(250);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(dirname(record))).toBe(false);
  } finally {
    await served.end();
  }
  // Nor does anything stay that was made to look for a server.
  expect(existsSync(dirname(served.kubeconfig))).toBe(false);
}, 180_000);
