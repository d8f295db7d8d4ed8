import { isMapping } from '../documents.ts';
import { nearest } from '../nearest.ts';
import { error, type Problem } from '../problem.ts';
import { checkSchema } from './check-schema.ts';
import { withDefaults } from './defaults.ts';
import type { KindDefinition, OpenApiSchema } from './definition.ts';

/**
 * What is wrong with a document of a defined kind; undefined for one of a group that no definition is about.
 *
 * @param value the document.
 */
export function checkCustom(
  definitions: readonly KindDefinition[],
  value: unknown,
): readonly Problem[] | undefined {
  if (!isMapping(value)) return undefined;
  const { apiVersion, kind } = value;
  const [group = '', version = ''] = String(apiVersion).split('/');
  const ofGroup = definitions.filter(({ spec }) => spec.group === group);
  if (ofGroup.length === 0) return undefined;
  const found = ofGroup.find(({ spec }) => spec.names.kind === kind);
  if (!found) return [unknownKind(String(kind), group, ofGroup)];
  const { versions } = found.spec;
  const served = versions.find(({ name, served: isServed }) => isServed && name === version);
  if (!served) {
    const names = versions.map(({ name }) => `${group}/${name}`).join(' or ');
    return [error('invalid-value', ['apiVersion'], `${kind} is of ${names}, found ${apiVersion}`)];
  }
  return [...nameProblems(value), ...checkObject(served.schema?.openAPIV3Schema, value)];
}

/** What is wrong with an object by the schema of its kind, once the defaults are there. */
export function checkObject(schema: OpenApiSchema | undefined, value: unknown): readonly Problem[] {
  const whole = withObjectFields(schema);
  return checkSchema(whole, withDefaults(whole, value));
}

function unknownKind(kind: string, group: string, ofGroup: readonly KindDefinition[]): Problem {
  const names = ofGroup.map(({ spec }) => spec.names.kind);
  const near = nearest(kind, names);
  const meant = near === undefined ? `its kinds are ${names.join(', ')}` : `did you mean ${near}?`;
  return error('unsupported-kind', ['kind'], `${group} has no kind ${kind}; ${meant}`, { bare: true });
}

function nameProblems({ metadata }: Readonly<Record<string, unknown>>): readonly Problem[] {
  const { name, generateName } = isMapping(metadata) ? metadata : {};
  if (name || generateName) return [];
  return [
    error('missing-field', metadata === undefined ? [] : ['metadata'], 'name is missing', { on: 'key' }),
  ];
}

/** Every object has these fields, whatever its definition says. */
function withObjectFields(schema: OpenApiSchema = { type: 'object' }): OpenApiSchema {
  const text: OpenApiSchema = { type: 'string' };
  const texts: OpenApiSchema = { type: 'object', additionalProperties: text };
  const metadata: OpenApiSchema = {
    type: 'object',
    properties: { name: text, generateName: text, namespace: text, labels: texts, annotations: texts },
    'x-kubernetes-preserve-unknown-fields': true,
  };
  return { ...schema, properties: { ...schema.properties, apiVersion: text, kind: text, metadata } };
}
