import { expect, it } from '@jest/globals';
import type { Engine, EngineLogLine } from '../../../../src/supervisor/ports.ts';
import { terminationMessage } from '../../../../src/supervisor/watch/termination-message.ts';

const fallback = { name: 'app', terminationMessagePolicy: 'FallbackToLogsOnError' } as const;

interface Written {
  readonly file?: string;
  readonly log?: readonly string[];
}

function messageOf(
  { file = '', log = [] }: Written,
  container: Parameters<typeof terminationMessage>[1]['container'],
  exitCode: number,
) {
  const engine: Pick<Engine, 'terminationLog' | 'logs'> = {
    terminationLog: async () => file,
    async *logs(_id, { tail = 0 }) {
      for (const line of log.slice(-tail))
        yield { time: '', stream: 'stderr', line, partial: false } satisfies EngineLogLine;
    },
  };
  return terminationMessage(engine, { container, id: 'c', exitCode }, AbortSignal.timeout(60_000));
}

it('the file is the message, whatever the exit code and the policy', async () => {
  expect(await messageOf({ file: 'no database', log: ['x'] }, { name: 'app' }, 3)).toBe('no database');
  expect(await messageOf({ file: 'all done' }, fallback, 0)).toBe('all done');
});

it('the log speaks only where the policy says so, the container has failed and its file is empty', async () => {
  const log = ['starting', 'no database'];
  expect(await messageOf({ log }, fallback, 3)).toBe('starting\nno database\n');
  expect(await messageOf({ log }, fallback, 0)).toBe('');
  expect(await messageOf({ log }, { name: 'app' }, 3)).toBe('');
  expect(await messageOf({ log, file: 'why' }, fallback, 3)).toBe('why');
});

it('of a log at most 80 lines and 2048 bytes are the message, from its end', async () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  expect(await messageOf({ log: lines }, fallback, 1)).toBe(`${lines.slice(20).join('\n')}\n`);
  const long = (await messageOf({ log: ['a'.repeat(3000), 'end'] }, fallback, 1))!;
  expect(Buffer.byteLength(long)).toBe(2048);
  expect(long.endsWith('aaa\nend\n')).toBe(true);
});
