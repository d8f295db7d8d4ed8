import { describe, expect, it } from '@jest/globals';
import type { Flow } from '../../../src/capture/explain/flows.ts';
import type { EventBody } from '../../../src/events/types.ts';
import type { Answer } from '../../../src/lessons/check/evidence.ts';
import { created, ended, judged, line, running, started, told, toldToStop } from './told.ts';

const lines = (...texts: readonly string[]): readonly EventBody[] => texts.map((text) => line(text));

describe('an order', () => {
  const judge = (...bodies: readonly EventBody[]) =>
    judged(
      {
        kind: 'order',
        asked: {
          pod: 'web',
          first: { container: 'proxy', is: 'started' },
          later: { container: 'app', is: 'running' },
        },
      },
      { events: told(...bodies) },
    );

  it('is green when the one moment came before the other, and says by how much', () => {
    expect(judge(created, started('proxy'), running('app'))).toEqual({
      is: 'green',
      reason: 'proxy had started 1.0 s before app ran',
    });
  });

  it('is red when the later moment came first, and stays so when the first one follows', () => {
    expect(judge(created, running('app'), started('proxy'))).toEqual({
      is: 'red',
      reason: 'app ran before proxy had started',
    });
  });

  it('is red when what had started was over by then', () => {
    expect(judge(created, started('proxy'), ended('proxy'), running('app')).is).toBe('red');
  });

  it('waits while the later moment has not come', () => {
    expect(judge(created, started('proxy'))).toEqual({
      is: 'waiting',
      reason: 'nothing tells yet that app ran',
    });
  });

  it('counts the newest time only, and of a pod that was made anew its newest life only', () => {
    expect(judge(created, running('app'), started('proxy'), ended('app'), running('app', 1)).is).toBe(
      'green',
    );
    expect(judge(created, started('proxy'), running('app'), created, running('app')).is).toBe('red');
  });
});

describe('an event', () => {
  const asked = { type: 'ContainerTerminated', pod: 'web', container: 'app', where: { exitCode: 0 } };
  const judge = (...bodies: readonly EventBody[]) =>
    judged({ kind: 'event', asked }, { events: told(...bodies) });

  it('is green once it was told of that container with these fields', () => {
    expect(judge(created, ended('app'))).toEqual({ is: 'green', reason: 'web/app: exited 0, Completed' });
  });

  it('waits while it was told of another container, or with other fields', () => {
    const failed: EventBody = { ...ended('app'), exitCode: 1 } as EventBody;
    expect(judge(created, ended('proxy'), failed)).toEqual({
      is: 'waiting',
      reason: 'web/app has no event ContainerTerminated with exitCode 0 yet',
    });
  });
});

describe('a line of the log', () => {
  const judge = (...bodies: readonly EventBody[]) =>
    judged(
      { kind: 'log', asked: { pod: 'web', container: 'app', pattern: '^done', never: 'panic' } },
      { events: told(...bodies) },
    );

  it('is green when one matches, and waits while none does', () => {
    expect(judge(created, line('done at last')).is).toBe('green');
    expect(judge(created, line('not done'))).toEqual({
      is: 'waiting',
      reason: 'none of 1 lines of app matches ^done',
    });
  });

  it('is red when one matches that must not be', () => {
    expect(judge(created, line('done'), line('panic: no'))).toEqual({
      is: 'red',
      reason: 'app has logged: panic: no',
    });
  });
});

describe('requests', () => {
  const judge = (during: 'start' | 'end' | 'now', ...bodies: readonly EventBody[]) =>
    judged(
      {
        kind: 'requests',
        asked: { pod: 'web', container: 'app', answered: 'ok', lost: 'lost', during, count: 2 },
      },
      { events: told(created, ...bodies) },
    );

  it('at the start are the first ones, whatever follows', () => {
    expect(judge('start', ...lines('ok', 'ok', 'lost')).is).toBe('green');
    expect(judge('start', ...lines('lost', 'ok', 'ok'))).toEqual({
      is: 'red',
      reason: 'app has lost 1 of 2 requests at its start',
    });
    expect(judge('start', ...lines('ok')).is).toBe('waiting');
  });

  it('now are the newest ones, which may become better', () => {
    expect(judge('now', ...lines('lost', 'ok', 'ok')).is).toBe('green');
    expect(judge('now', ...lines('ok', 'ok', 'lost')).is).toBe('waiting');
  });

  it('at the end are those after the stop signal, and at least one', () => {
    const [ok, lost] = lines('ok', 'lost') as [EventBody, EventBody];
    const stop = toldToStop('app');
    expect(judge('end', lost, stop, ok, ended('app')).is).toBe('green');
    expect(judge('end', ok, stop, ok, lost)).toEqual({
      is: 'red',
      reason: 'app has lost 1 of 2 requests between the stop signal and its end',
    });
    expect(judge('end', ok, stop, ok).is).toBe('waiting');
    expect(judge('end', ok, ok, stop, ended('app'))).toEqual({
      is: 'red',
      reason: 'app made no request after the stop signal',
    });
  });
});

describe('a share', () => {
  const judge = (...texts: readonly string[]) =>
    judged(
      {
        kind: 'share',
        asked: { pod: 'web', container: 'app', of: '^by', matches: 'v2', last: 4, atLeast: 20, atMost: 50 },
      },
      { events: told(created, ...lines(...texts)) },
    );

  it('is that of the newest lines that count', () => {
    expect(judge('by v2', 'by v2', 'by v1', 'other', 'by v1', 'by v1', 'by v2')).toEqual({
      is: 'green',
      reason: '25 % of the last 4 lines of app',
    });
    expect(judge('by v1', 'by v2', 'by v2', 'by v2').is).toBe('waiting');
    expect(judge('by v1', 'by v2').is).toBe('waiting');
  });
});

describe('a value that changes', () => {
  const judge = (...bodies: readonly EventBody[]) =>
    judged(
      { kind: 'changed', asked: { pod: 'web', container: 'app', pattern: 'is (\\w+)' } },
      { events: told(created, ...bodies) },
    );

  it('is green when it did while the container ran on', () => {
    expect(judge(line('is a'), line('is a'), line('is b'))).toEqual({
      is: 'green',
      reason: 'it has changed once, and app ran on',
    });
  });

  it('is red when the container was restarted for it', () => {
    expect(judge(line('is a'), ended('app'), running('app', 1), line('is b', 1)).is).toBe('red');
  });

  it('waits while it is the same', () => {
    expect(judge(line('is a'), line('is a')).is).toBe('waiting');
    expect(judge(line('nothing')).is).toBe('waiting');
  });
});

describe('a request', () => {
  const url = 'http://web/';
  const judge = (answer: Answer | undefined, more: object) =>
    judged(
      { kind: 'request', asked: { from: 'web', url, ...more } },
      { answers: new Map(answer ? [[`web ${url}`, answer]] : []) },
    ).is;
  const answer: Answer = { status: 200, body: 'hello you' };

  it('is green with the status and the words that are wanted, and waits for them', () => {
    expect(judge(answer, { status: 200, contains: 'hello' })).toBe('green');
    expect(judge(answer, { status: 204 })).toBe('waiting');
    expect(judge(answer, { contains: 'goodbye' })).toBe('waiting');
    expect(judge(undefined, {})).toBe('waiting');
  });

  it('that must fail is green when it is refused, and not when it could not be made', () => {
    expect(judge({ failed: 'refused', reason: 'r' }, { fails: true })).toBe('green');
    expect(judge({ failed: 'impossible', reason: 'r' }, { fails: true })).toBe('waiting');
    expect(judge(answer, { fails: true })).toBe('waiting');
  });
});

describe('a connection', () => {
  const flow = (port: number, rule?: string): Flow =>
    ({ original: { destinationPort: port }, ...(rule !== undefined && { rule }) }) as Flow;
  const judge = (flows: readonly Flow[] | undefined) =>
    judged(
      { kind: 'connection', asked: { pod: 'web', port: 5432, rule: 'excluded-outbound-port' } },
      { flows: new Map(flows ? [['web', flows]] : []) },
    );

  it('is green when the rule took it; what the proxy itself opens does not count', () => {
    expect(judge([flow(80, 'all-outbound'), flow(5432, 'excluded-outbound-port'), flow(5432)]).is).toBe(
      'green',
    );
  });

  it('is red when another rule took it, and says which', () => {
    expect(judge([flow(5432, 'all-outbound')])).toEqual({
      is: 'red',
      reason: 'all-outbound took the connection to port 5432',
    });
  });

  it('waits while there is none', () => {
    expect(judge([flow(80, 'all-outbound')]).is).toBe('waiting');
    expect(judge(undefined).is).toBe('waiting');
  });
});
