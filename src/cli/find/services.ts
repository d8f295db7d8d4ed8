import { foldEvents, type ProjectView } from '../../events/view.ts';
import { diagnoseService } from '../../findings/service-why.ts';
import type { Diagnosis } from '../../findings/why.ts';
import type { Supervised } from './find-supervised.ts';
import { toldSoFar } from './told-so-far.ts';

interface ServiceAnswer {
  readonly project: string;
  /** Empty: a Service is about several pods. */
  readonly pod: '';
  /** `NAMESPACE/NAME`. */
  readonly service: string;
  readonly diagnosis: Diagnosis;
}

/** Every Service that the supervisors have told of, with what is wrong with it. */
export async function diagnoseServices(
  supervised: readonly Supervised[],
  now: number,
): Promise<readonly ServiceAnswer[]> {
  const events = await toldSoFar(supervised);
  const projects = [...new Set(supervised.map(({ project }) => project))];
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
