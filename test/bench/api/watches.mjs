import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';

/** Watches of all pods over a server of the API, read to their ends. @returns how to end them. */
export async function openWatches(folder, count) {
  const { port } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));
  const ca = readFileSync(join(folder, 'ca.crt'));
  const headers = { authorization: `Bearer ${readFileSync(join(folder, 'token'), 'utf8')}` };
  const opened = Array.from({ length: count }, async () => {
    const asked = request({
      host: '127.0.0.1',
      port,
      ca,
      path: '/api/v1/pods?watch=1',
      headers,
      agent: false,
    });
    asked.on('error', () => {});
    asked.end();
    const [response] = await once(asked, 'response');
    response.on('error', () => {});
    response.resume();
    await once(response, 'data');
    return asked;
  });
  const all = await Promise.all(opened);
  return () => {
    for (const one of all) one.destroy();
  };
}
