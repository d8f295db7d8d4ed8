import * as z from 'zod';
import { honoured, named, required } from './fidelity.ts';
import { text, texts } from './scalars.ts';

/** The annotation `outrider.dev/provider.NAME`: a program of this machine that makes a service (Compose's `provider`). */
export const serviceProvider = named(
  'ServiceProvider',
  z.object({
    type: required(
      text,
      'the program: `docker-TYPE` among the plugins of the docker command, else TYPE itself',
    ),
    options: honoured(z.record(z.string(), texts), 'as `--NAME=VALUE`'),
    after: honoured(texts, 'providers that come before it'),
    containers: honoured(
      texts,
      'containers that get its variables, each with the name of the service before it',
    ),
  }),
);

/** The annotation `outrider.dev/model.NAME`: a model that Docker Model Runner serves (Compose's `models`). */
export const providedModel = named(
  'ProvidedModel',
  z.object({
    model: required(text, 'as Docker Model Runner calls it'),
    contextSize: honoured(z.int(), 'in tokens'),
    runtimeFlags: honoured(texts),
    containers: required(
      z.record(z.string(), z.object({ url: required(text), model: required(text) })),
      'the names of the variables in which a container finds it',
    ),
  }),
);
