import * as z from 'zod';
import { envFrom, envVar, resources } from './env.ts';
import { approximated, honoured, ignored, named, refused, required } from './fidelity.ts';
import { lifecycle, probe } from './handler.ts';
import { absolutePath, flag, innerPath, label, port, portName, text, texts } from './scalars.ts';
import { securityContext } from './security.ts';

export const containerPort = z.object({
  name: honoured(portName),
  containerPort: required(port),
  protocol: honoured(z.enum(['TCP', 'UDP', 'SCTP']), 'default `TCP`'),
  hostPort: honoured(z.int().min(0).max(65_535), 'published on this machine; 0 lets the engine choose'),
  hostIP: honoured(text),
});

export const volumeMount = z.object({
  name: required(text),
  mountPath: required(absolutePath),
  subPath: honoured(
    innerPath,
    'a link that leads out of the volume is refused right before the start. Engines before 26 mount the part a moment after that look: a container that runs meanwhile can still change the link',
  ),
  subPathExpr: honoured(text),
  readOnly: honoured(flag),
  recursiveReadOnly: ignored('mounts within a mount keep their own mode', ['Disabled']),
  mountPropagation: ignored('mounts are private', ['None']),
});

/** core/v1 ContainerRestartRule (KEP-5307, KEP-5532). */
const restartRule = z.object({
  action: required(z.enum(['Restart', 'RestartAllContainers'])),
  exitCodes: honoured(
    z.object({
      operator: required(z.enum(['In', 'NotIn'])),
      values: honoured(z.array(z.int().min(0).max(255))),
    }),
  ),
});

/** core/v1 Container, of `containers` and of `initContainers`. */
export const container = named(
  'Container',
  z.object({
    name: required(label),
    image: required(text),
    imagePullPolicy: approximated(
      z.enum(['Always', 'IfNotPresent', 'Never']),
      'default `IfNotPresent`, for `:latest` too: images built on this machine have no registry',
    ),
    command: honoured(texts),
    args: honoured(texts),
    workingDir: honoured(text),
    env: honoured(z.array(envVar)),
    envFrom: honoured(z.array(envFrom)),
    ports: honoured(z.array(containerPort)),
    volumeMounts: honoured(z.array(volumeMount)),
    resources: honoured(resources),
    securityContext: honoured(securityContext),
    startupProbe: honoured(probe),
    livenessProbe: honoured(probe),
    readinessProbe: honoured(probe),
    lifecycle: honoured(lifecycle),
    restartPolicy: honoured(
      z.enum(['Always', 'OnFailure', 'Never']),
      '`Always` on an init container makes it a sidecar (KEP-753); otherwise KEP-5307',
    ),
    restartPolicyRules: honoured(z.array(restartRule), 'KEP-5307'),
    stdin: honoured(flag),
    tty: honoured(flag),
    stdinOnce: ignored('stdin stays open', [false]),
    resizePolicy: ignored('resources are not resized in place'),
    terminationMessagePath: honoured(
      text,
      'default `/dev/termination-log`; at most 4096 bytes are read from its end, for `why`, `ps --output json` and the events',
    ),
    terminationMessagePolicy: honoured(
      z.enum(['File', 'FallbackToLogsOnError']),
      'default `File`; from the log, the last 80 lines and 2048 bytes',
    ),
    volumeDevices: refused('there are no raw block devices'),
  }),
);
export type ContainerInput = z.output<typeof container>;
