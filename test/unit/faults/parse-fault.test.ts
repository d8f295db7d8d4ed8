import { expect, it } from '@jest/globals';
import { faultWords } from '../../../src/faults/fault-words.ts';
import { faultForms, parseFault } from '../../../src/faults/parse-fault.ts';

it.each([
  ['pause', { kind: 'pause' }],
  ['kill', { kind: 'kill' }],
  ['stop-signal', { kind: 'stop-signal' }],
  ['loss=0.5%', { kind: 'loss', percent: 0.5 }],
  ['reset=100%', { kind: 'reset', percent: 100 }],
  ['partition=backend-1', { kind: 'partition', peer: 'backend-1' }],
  ['partition=10.1.0.0/16', { kind: 'partition', peer: '10.1.0.0/16' }],
  ['partition=fd00::2', { kind: 'partition', peer: 'fd00::2' }],
  ['latency=200ms', { kind: 'latency', ms: 200, jitterMs: 0 }],
  ['latency=200ms±50', { kind: 'latency', ms: 200, jitterMs: 50 }],
  ['latency=1s+-250ms', { kind: 'latency', ms: 1000, jitterMs: 250 }],
  ['bandwidth=1.5mbit', { kind: 'bandwidth', bitsPerSecond: 1_500_000 }],
  ['dns=timeout', { kind: 'dns', answer: 'timeout' }],
])('%s is read', (text, fault) => {
  expect(parseFault(text)).toEqual({ ok: true, fault });
});

it.each([
  ['los=5%', 'there is no fault "los=5%"; there is pause, kill'],
  ['constructor', 'there is no fault'],
  ['pause=5', 'pause takes no value'],
  ['loss', 'as in loss=5%'],
  ['loss=0%', 'above 0 %'],
  ['loss=101%', 'up to 100 %'],
  ['loss=5', 'as in loss=5%'],
  ['partition=', 'as in partition=backend'],
  ['partition=-j ACCEPT', 'as in partition=backend'],
  ['latency=200', 'as in latency=200ms'],
  ['latency=100ms±200ms', 'as in latency=200ms'],
  ['latency=2m', 'up to 1m'],
  ['bandwidth=1mb', 'as in bandwidth=1mbit'],
  ['bandwidth=1kbit', 'from 8kbit'],
  ['dns=maybe', 'fail or timeout'],
])('%s is refused with what would be right', (text, words) => {
  const parsed = parseFault(text);
  expect(parsed.ok ? '' : parsed.problem).toContain(words);
});

it('every form in the messages is one that is read, and is written as it was typed', () => {
  for (const form of faultForms) {
    const parsed = parseFault(form);
    expect(parsed.ok && faultWords(parsed.fault)).toBe(form);
  }
});
