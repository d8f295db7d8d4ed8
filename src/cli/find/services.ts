import type { OutriderEvent } from '../../events/types.ts';
import { foldEvents, type ProjectView } from '../../events/view.ts';
import { diagnoseService } from '../../findings/service-why.ts';
import type { Diagnosis } from '../../findings/why.ts';

interface ServiceAnswer {
  readonly project: string;
  /** Empty: a Service is about several pods. */
  readonly pod: '';
  /** `NAMESPACE/NAME`. */
  readonly service: string;
  readonly diagnosis: Diagnosis;
}

/** Every Service of which these events tell, with what is wrong with it. */
export function diagnoseServices(events: readonly OutriderEvent[], now: number): readonly ServiceAnswer[] {
  const projects = [...new Set(events.map(({ project }) => project))];
  return projects.flatMap((project) => {
    const { pods, services }: ProjectView = foldEvents(events.filter((event) => event.project === project));
    return Object.values(services).map((service) => ({
      ...{ project, pod: '' as const, service: service.service },
      diagnosis: diagnoseService(service, pods, now),
    }));
  });
}

/** Whether a person means this Service: `shop`, `shop.NAMESPACE`, or `service/shop` where a pod has the name as well. */
export function isMeant(service: string, text: string): boolean {
  const [namespace, name] = service.split('/');
  const asked = text.replace(/^(?:service|svc)\//, '');
  return asked === name || asked === `${name}.${namespace}`;
}
