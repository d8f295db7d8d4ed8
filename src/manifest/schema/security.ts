import * as z from 'zod';
import { approximated, honoured, ignored, named, refused } from './fidelity.ts';
import { flag, id, text, texts } from './scalars.ts';

const PROFILE = 'the engine’s own profile is in force';
const WINDOWS = 'containers here are Linux ones';
const RUNTIME_DEFAULT = [{ type: 'RuntimeDefault' }];

const capabilities = z.object({ add: honoured(texts), drop: honoured(texts) });

const shared = {
  runAsUser: honoured(id),
  runAsGroup: honoured(id),
  runAsNonRoot: approximated(flag, 'checked against `runAsUser`, not against the image’s own user'),
  seLinuxOptions: ignored(PROFILE),
  seccompProfile: refused(PROFILE, RUNTIME_DEFAULT),
  appArmorProfile: refused(PROFILE, RUNTIME_DEFAULT),
  windowsOptions: ignored(WINDOWS),
};

/** core/v1 SecurityContext, of one container. */
export const securityContext = named(
  'SecurityContext',
  z.object({
    ...shared,
    capabilities: honoured(capabilities),
    readOnlyRootFilesystem: honoured(flag),
    allowPrivilegeEscalation: honoured(flag),
    privileged: refused('no container is ever privileged; add the capabilities that it needs', [false]),
    procMount: refused('the engine’s default mount is used', ['Default']),
  }),
);

const sysctl = z.object({ name: honoured(text), value: honoured(text) });

/** core/v1 PodSecurityContext. */
export const podSecurityContext = named(
  'PodSecurityContext',
  z.object({
    ...shared,
    fsGroup: honoured(id),
    supplementalGroups: honoured(z.array(id)),
    sysctls: honoured(z.array(sysctl)),
    fsGroupChangePolicy: ignored('volumes are filled here, so their owner is set once', [
      'OnRootMismatch',
      'Always',
    ]),
    supplementalGroupsPolicy: ignored('groups of the image are kept', ['Merge']),
    seLinuxChangePolicy: ignored(PROFILE),
  }),
);
