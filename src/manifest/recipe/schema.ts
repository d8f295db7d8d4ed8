import * as z from 'zod';
import { honoured, named, required } from '../schema/fidelity.ts';
import { dataName, label, text, textMap, texts } from '../schema/scalars.ts';

const parameterTypes = ['string', 'integer', 'boolean', 'port', 'duration', 'list', 'file'] as const;
export type ParameterType = (typeof parameterTypes)[number];

const value = z.union([z.string(), z.int(), z.boolean(), z.array(z.union([z.string(), z.int()]))]);

const parameter = z.object({
  type: required(z.enum(parameterTypes)),
  default: honoured(value, 'without one the parameter must be given'),
  description: required(text),
});

/** Placeholders may stand anywhere inside, so its types are checked once they are filled in, with the whole pod. */
const withName = z.looseObject({ name: required(text) });
const partialPod = z.object({
  metadata: honoured(z.object({ annotations: honoured(textMap), labels: honoured(textMap) })),
  spec: honoured(
    z.looseObject({
      initContainers: honoured(z.array(withName), 'placed before those that the pod has'),
      containers: honoured(z.array(withName), '`*` adds to every app container, a name to that one'),
      volumes: honoured(z.array(withName)),
    }),
  ),
});

const secret = z.object({
  random: required(z.int().min(16).max(1024), 'bytes; the value is their base64url, so it is longer'),
});

const authority = z.object({
  configMap: required(label, 'in the namespaces of the pods, with `root-cert.pem`'),
});

const certificate = z.object({
  days: honoured(z.int().min(1).max(825), 'how long it is good for; default 90'),
});

/** `recipe.yaml`. */
export const recipeSchema = named(
  'Recipe',
  z.object({
    name: required(label),
    pattern: required(z.enum(['sidecar', 'ambassador', 'adapter'])),
    summary: required(text, 'one sentence: what it is for'),
    order: honoured(
      z.int().min(0).max(100),
      'of several at once, those with a smaller number start first and end last; default 50',
    ),
    parameters: honoured(z.record(z.string(), parameter)),
    files: honoured(
      textMap,
      'name in the ConfigMap, and the template beside recipe.yaml that it is made from',
    ),
    secrets: honoured(
      z.record(dataName, secret),
      'name in the Secret of the recipe, and how its value is made; the project keeps it',
    ),
    certificate: honoured(
      certificate,
      'a key and a certificate for each pod, in a Secret of its own, from the project’s own development CA',
    ),
    authority: honoured(
      authority,
      'a certificate authority of its own: `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem` and `root-cert.pem` in the Secret that `authority` stands for, beside the companions',
    ),
    definitions: honoured(
      z.enum(['istio']),
      'the kinds that its program reads: documents of them are checked, kept and served by the API',
    ),
    skip: honoured(
      textMap,
      'pods with one of these annotations or labels are left out: its name and its value',
    ),
    pod: required(partialPod, 'what is added to the pod'),
    capture: honoured(z.record(z.string(), z.unknown()), 'the options of `outrider.dev/capture`'),
    companions: honoured(texts, 'templates beside recipe.yaml with further Kubernetes documents'),
    look: required(texts, 'what to look at, one thing an item'),
  }),
);
export type RecipeInput = z.output<typeof recipeSchema>;
