import type { ApiObject } from '../objects/api-object.ts';

/** An event of the core group as `events.k8s.io/v1` shows it. Source: kubernetes `pkg/apis/events/v1/conversion.go`. */
export function inEventsGroup(event: ApiObject): ApiObject {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, ...rest } = event;
  const { reportingComponent, reportingInstance, ...kept } = rest as ApiObject;
  return {
    ...(kept as ApiObject),
    apiVersion: 'events.k8s.io/v1',
    eventTime: event['eventTime'] ?? null,
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent ?? '',
    reportingInstance: reportingInstance ?? '',
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp ?? null,
    deprecatedLastTimestamp: lastTimestamp ?? null,
    deprecatedCount: count,
  };
}
