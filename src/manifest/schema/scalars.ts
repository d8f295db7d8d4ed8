import * as z from 'zod';
import type { DiagnosticCode } from '../diagnostic.ts';
import { parseQuantity } from '../quantity.ts';

/** A text that must pass a test; `wanted` completes the sentence "needs …". */
function checked<T extends z.ZodType>(
  schema: T,
  code: DiagnosticCode,
  wanted: string,
  test: (value: z.output<T>) => boolean,
): T {
  return schema.refine(test, { params: { code, wanted } });
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export const text = z.string();
export const flag = z.boolean();
export const texts = z.array(z.string());
export const textMap = z.record(z.string(), z.string());

/** RFC 1123 label, as container, volume and namespace names are. Source: apimachinery `util/validation`. */
export const label = checked(
  z.string(),
  'invalid-name',
  'at most 63 small letters, digits and dashes, with a letter or digit at both ends',
  (value) => value.length <= 63 && LABEL.test(value),
);

/** RFC 1123 subdomain, as the names of objects are. */
export const subdomain = checked(
  z.string(),
  'invalid-name',
  'at most 253 small letters, digits, dashes and dots, with a letter or digit at both ends',
  (value) => value.length <= 253 && SUBDOMAIN.test(value),
);

/** IANA service name (RFC 6335), as port names are. */
export const portName = checked(
  z.string(),
  'invalid-name',
  'at most 15 small letters, digits and single dashes, with at least one letter',
  (value) => value.length <= 15 && LABEL.test(value) && /[a-z]/.test(value) && !value.includes('--'),
);

/** Anything printable but `=`, as Kubernetes 1.34 accepts it (KEP-4369). */
export const envName = checked(
  z.string(),
  'invalid-name',
  'a name of printable ASCII characters without `=`',
  (value) => /^[ -<>-~]+$/.test(value),
);

export const dataKey = /^[-._a-zA-Z0-9]+$/;

/** The name of an entry in a ConfigMap or a Secret. */
export const dataName = checked(
  z.string(),
  'invalid-name',
  'letters, digits, dashes, dots and underscores',
  (value) => dataKey.test(value),
);

export const seconds = z.int().min(0);
export const positive = z.int().min(1);
export const id = z.int().min(0).max(2_147_483_647);
export const port = z.int().min(1).max(65_535);
export const portOrName = z
  .union([z.int(), z.string()])
  .refine((value) => (typeof value === 'number' ? value >= 1 && value <= 65_535 : value !== ''), {
    params: { code: 'invalid-value', wanted: 'a port from 1 to 65535, or the name of one' },
  });
export const intOrText = z.union([z.int(), z.string()]);
export const fileMode = z.int().min(0).max(0o777);

export const quantity = checked(
  z.union([z.string(), z.number()]),
  'invalid-quantity',
  'a quantity such as 500m, 64Mi or 2',
  (value) => parseQuantity(value) !== undefined,
);

export const absolutePath = checked(z.string(), 'invalid-value', 'an absolute path', (value) =>
  value.startsWith('/'),
);

/** A path inside a volume: neither absolute nor upwards. */
export const innerPath = checked(
  z.string(),
  'invalid-value',
  'a path inside the volume, without `..`',
  (value) => !value.startsWith('/') && !value.split('/').includes('..'),
);
