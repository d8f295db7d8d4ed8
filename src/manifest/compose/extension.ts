import * as z from 'zod';
import { captureOptions } from '../schema/capture.ts';
import { honoured } from '../schema/fidelity.ts';
import { probe } from '../schema/handler.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The values of a recipe's parameters; a list may be written as one. */
const parameters = z.record(
  z.string(),
  z.union([scalar, z.array(scalar)], { error: 'a value or a list of values' }),
);

const sidecar = z.union([z.string(), z.record(z.string(), z.union([parameters, z.null()]))], {
  error: 'a recipe, as envoy or {envoy: {timeout: 5s}}',
});
export type SidecarInput = z.output<typeof sidecar>;

const capture = z.union([z.string(), captureOptions], { error: 'a mapping of options, or the text of one' });

/** Kubernetes' probes, for a program that no command in its image can ask. */
const probes = z.object({
  startup: honoured(probe),
  liveness: honoured(probe, 'the container is started again where it fails'),
  readiness: honoured(probe),
});

/** `x-outrider` of a service: what Compose has no word for. */
export const serviceExtension = z.object({
  role: honoured(z.enum(['app', 'sidecar', 'init']), 'instead of what is concluded'),
  sidecars: honoured(z.array(sidecar), 'recipes that are added to the pod of the service, as by `--with`'),
  capture: honoured(capture, 'as the annotation `outrider.dev/capture`'),
  probes: honoured(probes, 'each instead of what `healthcheck` says'),
});

/** `x-outrider` at the top of a file: what holds for every pod. */
export const fileExtension = z.object({
  sidecars: honoured(
    z.array(sidecar),
    'recipes that are added to every pod, or to those of `pods`; a service that names the same recipe has its own',
  ),
  capture: honoured(capture, 'options for every pod; each one that a service gives counts before it'),
});
