import { describe, expect, it } from '@jest/globals';
import { followList, type ListChange, type ListSource } from '../../../src/cluster/read/follow-list.ts';
import { followLog, type LogCursor } from '../../../src/cluster/read/follow-logs.ts';
import { ClusterError } from '../../../src/cluster/transport/cluster-error.ts';

interface Thing {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
}

const thing = (uid: string, resourceVersion: string): Thing => ({ metadata: { uid, resourceVersion } });
const line = (type: string, object: object): string => JSON.stringify({ type, object });

/** A cluster whose answers are written down: each request takes the next one. */
function scripted(answers: readonly (object | readonly string[] | Error)[]) {
  const asked: string[] = [];
  let next = 0;
  const take = (path: string) => {
    asked.push(path);
    const answer = answers[next];
    next += 1;
    if (answer === undefined) throw new Error(`nobody expected ${path}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const source: ListSource = {
    get: async <T>(path: string) => take(path) as T,
    lines: async function* (path) {
      yield* take(path) as readonly string[];
    },
  };
  return { source, asked };
}

async function changesOf(
  answers: readonly (object | readonly string[] | Error)[],
  count: number,
): Promise<{ readonly changes: readonly string[]; readonly asked: readonly string[] }> {
  const { source, asked } = scripted(answers);
  const ended = new AbortController();
  const changes: string[] = [];
  const words = (change: ListChange<Thing>): string =>
    change.is === 'there' || change.is === 'gone'
      ? `${change.is} ${change.object.metadata.uid}@${change.object.metadata.resourceVersion}`
      : change.is;
  for await (const change of followList<Thing>(source, '/things', ended.signal, async () => {})) {
    changes.push(words(change));
    if (changes.length === count) ended.abort();
  }
  return { changes, asked };
}

const list = (version: string, ...items: readonly Thing[]) => ({
  metadata: { resourceVersion: version },
  items,
});
const unreachable = new ClusterError('unreachable', 'no answer');

describe('a list of a cluster', () => {
  it('is watched from its version on, and taken up again from the last one that came', async () => {
    const { changes, asked } = await changesOf(
      [
        list('5', thing('a', '3')),
        [line('MODIFIED', thing('a', '6')), line('BOOKMARK', { metadata: { resourceVersion: '9' } })],
        [line('DELETED', thing('a', '10'))],
      ],
      4,
    );
    expect(changes).toEqual(['there a@3', 'read', 'there a@6', 'gone a@10']);
    expect(asked[1]).toContain('resourceVersion=5');
    expect(asked[2]).toContain('resourceVersion=9');
  });

  it('is read anew when its version has expired, and what went meanwhile is told', async () => {
    const { changes } = await changesOf(
      [
        list('5', thing('a', '3'), thing('b', '4')),
        [line('ERROR', { code: 410 })],
        list('20', thing('b', '15')),
        [line('MODIFIED', thing('b', '21'))],
      ],
      6,
    );
    expect(changes).toEqual(['there a@3', 'there b@4', 'read', 'gone a@3', 'there b@15', 'there b@21']);
  });

  it('tells once that the cluster does not answer, and once that it does again', async () => {
    const { changes } = await changesOf(
      [list('5'), unreachable, unreachable, list('6', thing('a', '6')), [line('ADDED', thing('b', '7'))]],
      5,
    );
    expect(changes).toEqual(['read', 'lost', 'there a@6', 'back', 'there b@7']);
  });

  it('is given up when it cannot be read the first time, or may not be read any more', async () => {
    await expect(changesOf([unreachable], 1)).rejects.toThrow('no answer');
    const forbidden = new ClusterError('forbidden', 'may not');
    await expect(changesOf([list('5'), forbidden], 9)).rejects.toThrow('may not');
  });

  it('goes on where a connection broke in the middle of a state', async () => {
    const { changes } = await changesOf(
      [list('5'), ['{"type":"ADDED","obj'], [line('ADDED', thing('a', '6'))]],
      2,
    );
    expect(changes).toEqual(['read', 'there a@6']);
  });
});

describe('a log of a cluster', () => {
  const at = (second: number, fraction = '1'): string => `2026-11-28T03:00:0${second}.${fraction}Z`;
  const place = { namespace: 'default', pod: 'web' };

  async function linesOf(
    answers: readonly (readonly string[])[],
    running: readonly boolean[],
    cursor: LogCursor = { last: '', toldAtLast: 0 },
  ): Promise<readonly string[]> {
    const { source } = scripted(answers);
    let asked = 0;
    const isRunning = (): boolean => {
      asked += 1;
      return running[asked - 1] ?? false;
    };
    const instance = { container: 'app', attempt: 0, previous: false, isRunning };
    const options = { signal: new AbortController().signal, pause: async () => {} };
    const lines: string[] = [];
    for await (const { line: text } of followLog(source, place, instance, cursor, options)) lines.push(text);
    return lines;
  }

  it('is taken up again after a break, and each line of it is told once', async () => {
    const first = [`${at(1)} a`, `${at(2)} b`, `${at(2)} c`];
    const again = [`${at(2)} b`, `${at(2)} c`, `${at(2)} d`, `${at(3)} e`];
    expect(await linesOf([first, again], [true, true, false])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is not taken for that of the next instance', async () => {
    expect(await linesOf([[`${at(1)} a`]], [true, false])).toEqual(['a']);
  });

  it('tells a line once where the next instance’s came in the name of the one before', async () => {
    const cursor = { last: '', toldAtLast: 0 };
    expect(await linesOf([[`${at(1)} a`], [`${at(2)} b`]], [true, true, false], cursor)).toEqual(['a', 'b']);
    expect(await linesOf([[`${at(2)} b`, `${at(3)} c`]], [false], cursor)).toEqual(['c']);
  });

  it('compares times of different precision', async () => {
    const lines = [`2026-11-28T03:00:01Z a`, `${at(1, '5')} b`, `${at(1, '50')} c`, `${at(1, '51')} d`];
    expect(await linesOf([lines], [false])).toEqual(['a', 'b', 'c', 'd']);
  });
});
