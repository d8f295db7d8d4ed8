import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { composeTable } from '../../../../src/manifest/compose/table.ts';
import { type Effect, effects } from '../../../compose/effects-of-keys.ts';

const sections = new Map(
  composeTable()
    .split(/^### /m)
    .map((section) => [section.split('\n')[0]!, honouredIn(section)] as const)
    .filter(([title]) => title !== 'Refused' && title !== ''),
);

/** The fields that are honoured, or nearly, in the order of the table. */
function honouredIn(section: string): readonly string[] {
  return [...section.matchAll(/^\| `([^`]+)` \| (?:honoured|approximated) \|/gm)].map(([, field = '']) =>
    field.replaceAll('[]', ''),
  );
}

const fieldsOf = ({ fields }: Effect): readonly string[] => fields.split(' ');

it.each([...sections])('every honoured field has a test of its effect, or a reason: %s', (title, fields) => {
  const known = (effects[title] ?? []).flatMap(fieldsOf);
  expect(known.toSorted()).toEqual(fields.toSorted());
});

describe.each(Object.entries(effects))('%s', (_, all) => {
  const looked = all.flatMap((one) => ('file' in one ? [[one.test, one] as const] : []));

  it.each(looked)('there is a test named "%s", with its fields in the file', (name, effect) => {
    const text = readFileSync(join('test', 'compose', `${effect.file}.test.ts`), 'utf8');
    expect(text).toContain(`'${name}`);
    const words = fieldsOf(effect).map((field) => field.split('.').at(-1)!);
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
  });
});
