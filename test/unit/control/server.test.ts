import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connectControl } from '../../../src/control/client.ts';
import { serveControl } from '../../../src/control/server.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';
import type { Supervisor } from '../../../src/supervisor/supervise.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-control-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a listener that is killed in the midst of events is no end for the supervisor', async () => {
  const path = join(folder, 's.sock');
  const journal = createJournal('p', () => 0);
  const supervisor = { state: () => ({ phase: 'Running' }), post: () => {} } as unknown as Supervisor;
  const server = serveControl(path, { supervisor, journal });
  const append = () => journal.append('pod', { type: 'SandboxLost', message: 'x'.repeat(10_000) });
  append();

  const listener = connect(path).on('error', () => {});
  listener.write('{"type":"subscribe"}\n');
  await once(listener, 'data');
  const gone = once(listener.destroy(), 'close');
  // Until the server has seen that nobody reads any more, it writes.
  for (let count = 0; count < 100; count++) append();
  await gone;
  for (let count = 0; count < 100; count++) append();

  const client = await connectControl(path);
  await expect(client!.ask({ type: 'state' })).resolves.toMatchObject({ state: { phase: 'Running' } });
  client!.close();
  server.close();
});
