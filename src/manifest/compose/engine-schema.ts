import * as z from 'zod';
import { approximated, honoured } from '../schema/fidelity.ts';
import { flag, text, texts } from '../schema/scalars.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const pairs = z.record(z.string(), z.string());

/** A command of `post_start` or `pre_stop`. */
export const hook = z.object({
  command: honoured(texts),
  user: honoured(text),
  privileged: honoured(flag, 'refused where it is true'),
  environment: honoured(pairs),
  working_dir: honoured(text),
  per_replica: approximated(flag, 'every pod runs it'),
});
export type ComposeHook = z.output<typeof hook>;

/** A step of `pre_start`. */
export const preStart = z.object({
  command: honoured(texts),
  image: honoured(text),
  user: honoured(text),
  privileged: honoured(flag, 'refused where it is true'),
  environment: honoured(pairs),
  working_dir: honoured(text),
  per_replica: honoured(flag, 'needed where the service is scaled'),
});

/** A device of `deploy.resources.reservations.devices`, and an item of `gpus`. */
export const deviceRequest = z.object({
  capabilities: honoured(texts),
  driver: honoured(text),
  count: honoured(scalar),
  device_ids: honoured(texts),
  options: honoured(pairs),
});
export type ComposeDeviceRequest = z.output<typeof deviceRequest>;

export const gpus = z.union([z.string(), z.array(deviceRequest)], {
  error: 'all, or a list of devices',
});

const rates = z.array(z.object({ path: honoured(text), rate: honoured(scalar) }));

export const blkio = z.object({
  weight: honoured(z.int()),
  weight_device: honoured(z.array(z.object({ path: honoured(text), weight: honoured(z.int()) }))),
  device_read_bps: honoured(rates),
  device_read_iops: honoured(rates),
  device_write_bps: honoured(rates),
  device_write_iops: honoured(rates),
});
export type ComposeBlkio = z.output<typeof blkio>;

export const restartPolicy = z.object({
  condition: honoured(
    z.enum(['none', 'no', 'on-failure', 'any', 'always', 'unless-stopped']),
    'default `any`; counts before `restart`, as by Compose',
  ),
  max_attempts: honoured(z.int()),
  delay: approximated(text, 'the back-off of pods is used'),
  window: approximated(text, 'every end counts'),
});
