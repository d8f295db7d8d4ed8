import * as z from 'zod';
import { captureOptions } from './schema/capture.ts';
import { container } from './schema/container.ts';
import { engineOptions } from './schema/engine.ts';
import { envFrom, envVar, resources } from './schema/env.ts';
import { fieldMeta } from './schema/fidelity.ts';
import { hook, lifecycle, probe } from './schema/handler.ts';
import { kinds } from './schema/kinds.ts';
import { metadata } from './schema/metadata.ts';
import { networkOptions } from './schema/network.ts';
import { podSpec } from './schema/pod.ts';
import { providedModel, serviceProvider } from './schema/provided.ts';
import { podSecurityContext, securityContext } from './schema/security.ts';
import { volume } from './schema/volume.ts';

/** A type with a table of its own. */
interface Section {
  readonly title: string;
  readonly schema: z.ZodObject;
}

const specOf = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'Service'): z.ZodObject =>
  kinds[kind].shape.spec as unknown as z.ZodObject;

const SECTIONS: readonly Section[] = [
  { title: 'Pod: `spec`', schema: podSpec },
  { title: 'Container', schema: container },
  { title: '`env`', schema: envVar },
  { title: '`envFrom`', schema: envFrom },
  { title: '`resources`', schema: resources },
  { title: 'Probe', schema: probe },
  { title: '`lifecycle`', schema: lifecycle },
  { title: 'Hook: `postStart`, `preStop`', schema: hook },
  { title: '`securityContext` of a container', schema: securityContext },
  { title: '`securityContext` of a pod', schema: podSecurityContext },
  { title: 'Volume', schema: volume },
  { title: '`metadata`', schema: metadata },
  { title: 'Deployment: `spec`', schema: specOf('Deployment') },
  { title: 'StatefulSet: `spec`', schema: specOf('StatefulSet') },
  { title: 'DaemonSet: `spec`', schema: specOf('DaemonSet') },
  { title: 'Job: `spec`', schema: specOf('Job') },
  { title: 'ConfigMap', schema: kinds.ConfigMap },
  { title: 'Secret', schema: kinds.Secret },
  { title: 'Service: `spec`', schema: specOf('Service') },
  { title: 'Endpoints', schema: kinds.Endpoints },
  { title: 'EndpointSlice', schema: kinds.EndpointSlice },
  { title: 'Annotation `outrider.dev/capture`', schema: captureOptions },
  { title: 'Annotation `outrider.dev/engine`', schema: engineOptions },
  { title: 'Annotation `outrider.dev/provider.NAME`', schema: serviceProvider },
  { title: 'Annotation `outrider.dev/model.NAME`', schema: providedModel },
  { title: 'Annotation `outrider.dev/network`', schema: networkOptions },
];

/** Every field and how truly it is followed, as Markdown: one section a type, in the order of the schema. */
export function fidelityTable(): string {
  return fieldTables(SECTIONS);
}

/** The tables of some types, one below the other. */
export function fieldTables(sections: readonly Section[]): string {
  const own = new Set(sections.map(({ schema }) => shapeOf(schema)));
  return sections
    .map(({ title, schema }) =>
      [`### ${title}`, '', '| field | class | note |', '| --- | --- | --- |', ...rows(schema, '', own)].join(
        '\n',
      ),
    )
    .join('\n\n');
}

/** Types with a section of their own are not repeated where they are used. */
function rows(schema: z.ZodObject, prefix: string, own: ReadonlySet<unknown>): readonly string[] {
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const { fidelity = '', note = '' } = fieldMeta(field) ?? {};
    const { inner, suffix } = unwrap(field);
    const path = `${prefix}${name}${suffix}`;
    const row = `| \`${path}\` | ${fidelity} | ${note.replaceAll('|', '\\|')} |`;
    const isListed = !(inner instanceof z.ZodObject) || own.has(shapeOf(inner));
    return isListed ? [row] : [row, ...rows(inner, `${path}.`, own)];
  });
}

/** A field with a note is a copy of its type: what they have in common is the shape. */
function shapeOf(schema: z.ZodObject): unknown {
  return schema.def.shape;
}

function unwrap(schema: z.ZodType): { readonly inner: z.ZodType; readonly suffix: string } {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return { inner: unwrap(schema.element as z.ZodType).inner, suffix: '[]' };
  return { inner: schema, suffix: '' };
}
