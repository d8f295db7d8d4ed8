import * as z from 'zod';
import { honoured } from '../schema/fidelity.ts';
import { text, texts } from '../schema/scalars.ts';

/** A service that a program of this machine makes (compose-spec, 05-services.md, `provider`). */
export const provider = z.object({
  type: honoured(text, 'a plugin of the docker command, `docker-TYPE`, or a program; `up` needs it'),
  options: honoured(z.record(z.string(), texts), 'as `--NAME=VALUE`'),
});

/** How a service finds a model. */
export const serviceModel = z.object({
  endpoint_var: honoured(text, 'default `NAME_URL`'),
  model_var: honoured(text, 'default `NAME_MODEL`'),
});

/** A model of the file (compose-spec, `models`). */
export const model = z.object({
  name: honoured(text),
  model: honoured(text),
  context_size: honoured(z.int()),
  runtime_flags: honoured(texts),
});
