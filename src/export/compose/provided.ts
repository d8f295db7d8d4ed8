import type { Pod } from '../../pod/model.ts';
import { modelsOf, providersOf } from '../../pod/provided-variables.ts';
import type { ExportedService, Gate } from './service.ts';
import { dependsOn, given } from './service.ts';

/** The services of the pods that programs of this machine make. */
export function providerServices(pods: readonly Pod[]): readonly ExportedService[] {
  return providersOf(pods).map(({ name, type, options, after }) => ({
    name,
    fields: given({ provider: given({ type, options }), depends_on: dependsOn(after.map(started)) }),
    lost: [],
  }));
}

/** The section `models` of the file. */
export function declaredModels(pods: readonly Pod[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    modelsOf(pods).map(({ name, model, contextSize, runtimeFlags }) => [
      name,
      given({ model, context_size: contextSize, runtime_flags: runtimeFlags }),
    ]),
  );
}

/** The providers whose variables a container gets. */
export function gatesOfProviders({ provided }: Pod, container: string): readonly Gate[] {
  const own = (provided?.providers ?? []).filter(({ containers }) => containers.includes(container));
  return own.map(({ name }) => started(name));
}

/** `models` of a container's service. */
export function modelsFor({ provided }: Pod, container: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (provided?.models ?? []).flatMap(({ name, containers }) => {
      const variables = containers[container];
      return variables ? [[name, { endpoint_var: variables.url, model_var: variables.model }]] : [];
    }),
  );
}

function started(service: string): Gate {
  return { service, condition: 'service_started' };
}
