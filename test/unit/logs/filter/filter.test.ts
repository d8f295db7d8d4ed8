import { expect, it } from '@jest/globals';
import { createFilter, type Filter, type FilterOptions } from '../../../../src/logs/filter/filter.ts';
import { type Pattern, parsePattern } from '../../../../src/logs/filter/pattern.ts';
import type { LogRecord } from '../../../../src/logs/merge/record.ts';
import { instantOf } from '../../../../src/logs/time/timestamp.ts';
import { at } from '../stream.ts';

interface Options extends FilterOptions {
  readonly grep?: readonly string[];
}

function filter({ grep, ...options }: Options): Filter {
  return createFilter({ ...options, ...(grep && { patterns: grep.map(pattern) }) });
}

function pattern(text: string): Pattern {
  const result = parsePattern(text);
  if (!result.ok) throw new Error(result.message);
  return result.pattern;
}

function record(line: string, other: Partial<LogRecord> = {}): LogRecord {
  return {
    seq: 1,
    time: at(5),
    pod: 'shop',
    container: 'app',
    role: 'app',
    attempt: 0,
    stream: 'stdout',
    line,
    partial: false,
    ...other,
  };
}

const accepted = (options: Options, records: readonly LogRecord[]) => {
  const { source, line, text } = filter(options);
  return records
    .filter((record) => source(record) && line(instantOf(record.time)) && text(record))
    .map((record) => record.line);
};

const app = record('of the app');
const proxy = record('of the proxy', { container: 'proxy', role: 'sidecar', stream: 'stderr', time: at(7) });

it.each([
  [{}, [app, proxy]],
  [{ containers: ['proxy'] }, [proxy]],
  [{ containers: [] }, [app, proxy]],
  [{ exclude: ['proxy'] }, [app]],
  [{ roles: ['app', 'init'] }, [app]],
  [{ since: at(6) }, [proxy]],
  [{ since: at(5), until: at(7) }, [app]],
  [{ grep: ['proxy$'] }, [proxy]],
  [{ grep: ['!proxy'] }, [app]],
  [{ grep: ['of', 'APP'] }, []],
  [{ grep: ['(?i)APP'] }, [app]],
  [{ grep: ['!(?i)APP'] }, [proxy]],
] as const)('%j', (options, wanted) => {
  expect(accepted(options, [app, proxy])).toEqual(wanted.map(({ line }) => line));
});

it('an exclamation mark behind a backslash is meant', () => {
  expect(accepted({ grep: ['\\!$'] }, [record('hey!'), record('hey')])).toEqual(['hey!']);
});

it('lines below the level are left out, and with them what continues them', () => {
  const lines = ['DEBUG a', '  more of a', 'ERROR b', '  at b', 'says nothing'].map((line) => record(line));
  expect(accepted({ level: 'warn' }, lines)).toEqual(['ERROR b', '  at b']);
  expect(accepted({ level: 'info' }, lines)).toEqual(['ERROR b', '  at b', 'says nothing']);
});

it('says whether it reads text', () => {
  expect(filter({ containers: ['app'], since: at(1) }).readsText).toBe(false);
  expect(filter({ level: 'warn' }).readsText).toBe(true);
  expect(filter({ grep: ['x'] }).readsText).toBe(true);
});
