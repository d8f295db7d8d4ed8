import { sentenceOf } from '../../events/sentence.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { Asked } from '../read/checks-schema.ts';
import { type Evidence, lifeOf } from './evidence.ts';
import { green, type Verdict, waiting } from './verdict.ts';

/** Whether an event was told of a pod, or of a container of it. */
export function judgeEvent(asked: Asked<'event'>, { events }: Evidence): Verdict {
  const { type, pod, container, where = {} } = asked;
  const fits = (event: OutriderEvent): boolean => {
    const fields = event as unknown as Readonly<Record<string, unknown>>;
    if (event.type !== type || (container !== undefined && fields['container'] !== container)) return false;
    return Object.entries(where).every(([key, value]) => fields[key] === value);
  };
  const subject = container === undefined ? pod : `${pod}/${container}`;
  const found = lifeOf(events, pod).findLast(fits);
  if (found) return green(`${subject}: ${sentenceOf(found) ?? type}`);
  const fields = Object.entries(where).map(([key, value]) => `${key} ${value}`);
  const more = fields.length === 0 ? '' : ` with ${fields.join(', ')}`;
  return waiting(`${subject} has no event ${type}${more} yet`);
}
