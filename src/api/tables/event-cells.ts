import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { age } from './age.ts';

/** The row of an event. Source: kubernetes `pkg/printers/internalversion/printers.go`, printEvent. */
export function eventCells(event: ApiObject, now: number): readonly unknown[] {
  const first = event['firstTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp;
  const last = event['lastTimestamp'] ?? first;
  const about = (event['involvedObject'] ?? {}) as {
    readonly kind?: string;
    readonly name?: string;
    readonly fieldPath?: string;
  };
  const component = fieldAt(event, 'source', 'component') ?? event['reportingComponent'] ?? '';
  const host = fieldAt(event, 'source', 'host');
  return [
    age(last, now),
    ...[event['type'] ?? '', event['reason'] ?? ''],
    [about.kind?.toLowerCase(), about.name].filter(Boolean).join('/'),
    about.fieldPath ?? '',
    host ? `${component}, ${host}` : component,
    String(event['message'] ?? '').trim(),
    age(first, now),
    event['count'] ?? 1,
    event.metadata.name,
  ];
}
