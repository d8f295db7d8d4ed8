import * as z from 'zod';
import { approximated, honoured, ignored, named, refused, required } from './fidelity.ts';
import { envName, flag, quantity, subdomain, text } from './scalars.ts';

/** core/v1 ConfigMapKeySelector and SecretKeySelector. */
const keyRef = z.object({
  name: required(text),
  key: required(text),
  optional: honoured(flag),
});

export const fieldRef = z.object({
  fieldPath: required(text, '`metadata.uid` is made from the pod’s name; `status.hostIP` is the engine’s'),
  apiVersion: ignored('there is one version', ['v1']),
});

export const resourceFieldRef = z.object({
  containerName: honoured(text),
  resource: required(text, 'without a limit: what the machine has'),
  divisor: honoured(quantity),
});
export type ResourceFieldRefInput = z.output<typeof resourceFieldRef>;

/** core/v1 EnvVarSource. */
export const envSource = z.object({
  configMapKeyRef: honoured(keyRef),
  secretKeyRef: honoured(keyRef),
  fieldRef: honoured(fieldRef),
  resourceFieldRef: honoured(resourceFieldRef),
  fileKeyRef: refused('KEP-3721; nothing here reads the file'),
});

export const envVar = named(
  'EnvVar',
  z.object({
    name: required(envName),
    value: honoured(text, '`$(NAME)` is expanded as the kubelet does it'),
    valueFrom: honoured(envSource),
  }),
);
export type EnvVarInput = z.output<typeof envVar>;

const wholeRef = z.object({ name: required(subdomain), optional: honoured(flag) });

/** core/v1 EnvFromSource. */
export const envFrom = named(
  'EnvFromSource',
  z.object({
    prefix: honoured(text),
    configMapRef: honoured(wholeRef),
    secretRef: honoured(wholeRef),
  }),
);
export type EnvFromInput = z.output<typeof envFrom>;

/** core/v1 ResourceRequirements. */
export const resources = named(
  'ResourceRequirements',
  z.object({
    limits: honoured(
      z.record(z.string(), quantity),
      '`cpu` and `memory`; other resources are not there to be had',
    ),
    requests: approximated(
      z.record(z.string(), quantity),
      '`cpu` becomes CPU shares; nothing is scheduled, so nothing is kept free',
    ),
    claims: ignored('there are no devices to claim'),
  }),
);
export type ResourcesInput = z.output<typeof resources>;
