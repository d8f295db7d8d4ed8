import type { ApiPorts, RunDocuments } from '../../api/ports.ts';
import { findRuns } from '../../control/find.ts';
import type { KubernetesObject } from '../../pod/origin.ts';
import { meeting } from '../run-wiring.ts';
import type { EngineView } from './find-container.ts';

/** What the runs on this machine have that supervise pods of a namespace. One that does not answer has nothing to tell. */
export function engineDocuments({ connection, scope }: EngineView): ApiPorts['documents'] {
  return async (namespace, signal) => {
    const project = 'project' in scope ? scope.project : namespace;
    const runs = await findRuns(meeting(connection, project));
    const told = await Promise.all(
      runs.map(async (run): Promise<RunDocuments | undefined> => {
        if (run.is !== 'there') return undefined;
        const reply = await run.client.ask({ type: 'objects' }, signal).catch(() => undefined);
        run.client.close();
        return reply?.type === 'objects' ? reply : undefined;
      }),
    );
    const all = told.filter((one) => one !== undefined);
    if ('project' in scope) return all;
    // With every project shown, a namespace is a project.
    return all.map(({ pods, documents }) => ({
      pods,
      documents: documents.map((one) => placed(one, namespace)),
    }));
  };
}

function placed(document: KubernetesObject, namespace: string): KubernetesObject {
  return { ...document, metadata: { ...(document['metadata'] as object | undefined), namespace } };
}
