import { error } from '../problem.ts';
import { forEachContainer, type PodRule } from './rule.ts';

/** The kubelet refuses to start such a container (`pkg/kubelet/kuberuntime/security_context.go`). */
export const nonRootIsNotRoot: PodRule = forEachContainer(({ container, path }, { spec }) => {
  const own = container.securityContext ?? {};
  const shared = spec.securityContext ?? {};
  const nonRoot = own.runAsNonRoot ?? shared.runAsNonRoot ?? false;
  const user = own.runAsUser ?? shared.runAsUser;
  if (!nonRoot || user !== 0) return [];
  const at = own.runAsUser === undefined ? ['spec', 'securityContext'] : [...path, 'securityContext'];
  const message = `container ${container.name} must not run as root (runAsNonRoot), and 0 is root`;
  return [error('run-as-root', [...at, 'runAsUser'], message)];
});
