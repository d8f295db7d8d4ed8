import { expect } from '@jest/globals';
import type { Answer } from './actor.ts';
import type { Lab } from './lab.ts';
import type { Client, Row } from './matrix.ts';

/** Makes a row's connection. */
export function tryRow(lab: Lab, row: Row): Promise<Answer> {
  const { from, protocol } = row;
  const target = { host: addressOf(lab, row.host), port: row.port, ...(protocol ? { protocol } : {}) };
  const timeout = row.by === 'timeout' ? 0.7 : 5;
  if (from === 'outside') return lab.ext.actor({ do: 'connect', timeout, ...target });
  return lab.pod.actor({ do: 'connect', timeout, ...client(from), ...target });
}

export function client(from: Client): Record<string, unknown> {
  return { groups: [], ...from };
}

/** Makes a row's connection and compares everything that the row says of it. */
export async function expectRow(lab: Lab, row: Row): Promise<void> {
  const answer = await tryRow(lab, row);
  expect(seen(answer, row)).toEqual(expected(lab, row));
}

function expected(lab: Lab, row: Row): Record<string, unknown> {
  const resolved = (text: string) => text.replace(/POD6|POD|EXT6|EXT/, (name) => addressOf(lab, name));
  return {
    by: row.by,
    ...(row.original === undefined ? {} : { original: resolved(row.original) }),
    ...(row.local === undefined ? {} : { local: resolved(row.local) }),
    ...(row.peer === undefined ? {} : { peer: resolved(row.peer) }),
  };
}

function seen(answer: Answer, row: Row): Record<string, unknown> {
  const six = row.host.includes('6') && row.host.length < 6;
  const original = six || row.host.includes(':') ? answer.original6 : answer.original;
  return {
    by: answer.by ?? answer.error,
    ...(row.original === undefined ? {} : { original }),
    ...(row.local === undefined ? {} : { local: answer.local }),
    ...(row.peer === undefined ? {} : { peer: answer.peer?.replace(/:\d+$/, '') }),
  };
}

export function addressOf({ pod, ext }: Lab, name: string): string {
  const names: Readonly<Record<string, string>> = { POD: pod.ip, EXT: ext.ip, POD6: pod.ip6, EXT6: ext.ip6 };
  return names[name] ?? name;
}
