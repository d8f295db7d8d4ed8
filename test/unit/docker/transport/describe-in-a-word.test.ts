import { Agent } from 'node:http';
import { inspect } from 'node:util';
import { expect, it } from '@jest/globals';
import { createClient } from '../../../../src/docker/transport/client.ts';
import { describeInAWord } from '../../../../src/docker/transport/describe-in-a-word.ts';

it('a thing that describes itself in a word is shown as that word, hidden properties or not', () => {
  const agent = describeInAWord(new Agent({ keepAlive: true }), 'Agent');
  expect(inspect({ agent }, { showHidden: true, depth: null })).toBe('{ agent: Agent }');
});

it('what dockerode describes at every call is short', () => {
  const { docker, close } = createClient({ kind: 'socket', path: '/nowhere.sock' });
  const { agent } = docker.modem as unknown as { agent: object };
  expect(inspect(agent, { showHidden: true, depth: null })).toBe('Agent');
  close();
});
