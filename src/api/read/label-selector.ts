import { StatusError } from '../status.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels are those that a selector asks for. */
export type LabelTest = (labels: Labels) => boolean;

/**
 * Reads a label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`. Empty selects everything.
 *
 * @throws StatusError `BadRequest`.
 * Source: apimachinery `pkg/labels/selector.go`.
 */
export function labelTest(text: string | null): LabelTest {
  const tests = requirements(text ?? '').map(requirementTest);
  return (labels) => tests.every((test) => test(labels));
}

/** Commas outside parentheses divide. */
function requirements(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((one) => one.trim())
    .filter((one, _, all) => one !== '' || all.length > 1);
}

const key = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?';
const value = '(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?';
const sets = new RegExp(`^(?<key>${key})\\s+(?<operator>in|notin)\\s*\\((?<values>[^()]*)\\)$`);
const equal = new RegExp(`^(?<key>${key})\\s*(?<operator>==|=|!=|>|<)\\s*(?<value>${value})$`);
const exists = new RegExp(`^(?<not>!?)\\s*(?<key>${key})$`);

function requirementTest(text: string): LabelTest {
  const inSet = sets.exec(text)?.groups;
  if (inSet) return setTest(inSet['key']!, inSet['operator'] === 'in', inSet['values']!);
  const equals = equal.exec(text)?.groups;
  if (equals) return equalityTest(equals['key']!, equals['operator']!, equals['value']!);
  const there = exists.exec(text)?.groups;
  if (there) return (labels) => Object.hasOwn(labels, there['key']!) === (there['not'] === '');
  throw new StatusError('BadRequest', `unable to parse requirement: ${JSON.stringify(text)} is no selector`);
}

function setTest(name: string, isIn: boolean, list: string): LabelTest {
  const values = list.split(',').map((one) => one.trim());
  return (labels) => {
    const has = Object.hasOwn(labels, name) && values.includes(labels[name]!);
    return has === isIn;
  };
}

function equalityTest(name: string, operator: string, wanted: string): LabelTest {
  if (operator === '!=') return (labels) => labels[name] !== wanted;
  if (operator === '>') return (labels) => Number(labels[name]) > Number(wanted);
  if (operator === '<') return (labels) => Number(labels[name]) < Number(wanted);
  return (labels) => Object.hasOwn(labels, name) && labels[name] === wanted;
}
