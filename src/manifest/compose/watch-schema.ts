import * as z from 'zod';
import { watchActions } from '../../pod/file-watch.ts';
import { honoured } from '../schema/fidelity.ts';
import { flag, text, texts } from '../schema/scalars.ts';
import { hook } from './engine-schema.ts';

const watchRule = z.object({
  action: honoured(z.enum(watchActions)),
  path: honoured(text),
  target: honoured(text),
  ignore: honoured(texts, 'beside `.dockerignore` of the build'),
  include: honoured(texts),
  initial_sync: honoured(flag),
  exec: honoured(hook),
});
export type ComposeWatch = z.output<typeof watchRule>;

/** `develop` of a service (compose-spec, develop.md). */
export const develop = z.object({ watch: honoured(z.array(watchRule), 'by `up --watch`') });
