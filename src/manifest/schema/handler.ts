import * as z from 'zod';
import { STOP_SIGNALS } from '../signals.ts';
import { approximated, honoured, named, required } from './fidelity.ts';
import { port, portOrName, positive, seconds, text, texts } from './scalars.ts';

const httpHeader = z.object({ name: required(text), value: honoured(text) });

const execAction = z.object({ command: required(texts) });
const httpGetAction = z.object({
  path: honoured(text, 'default `/`'),
  port: required(portOrName),
  host: honoured(text, 'default: the pod’s own address'),
  scheme: honoured(z.enum(['HTTP', 'HTTPS']), 'default `HTTP`; certificates are not checked'),
  httpHeaders: honoured(z.array(httpHeader)),
});
const tcpSocketAction = z.object({ port: required(portOrName), host: honoured(text) });
const grpcAction = z.object({ port: required(port), service: honoured(text) });
const sleepAction = z.object({ seconds: required(seconds) });

/** core/v1 Probe; defaults from `pkg/apis/core/v1/defaults.go`. */
export const probe = named(
  'Probe',
  z.object({
    exec: honoured(execAction),
    httpGet: honoured(httpGetAction),
    tcpSocket: honoured(tcpSocketAction),
    grpc: honoured(grpcAction),
    initialDelaySeconds: honoured(seconds, 'default 0'),
    timeoutSeconds: honoured(seconds, 'default 1, also for 0'),
    periodSeconds: honoured(
      seconds,
      'default 10, also for 0; success is looked for more often while a container starts, failures count on the period',
    ),
    successThreshold: honoured(seconds, 'default 1, also for 0'),
    failureThreshold: honoured(seconds, 'default 3, also for 0'),
    terminationGracePeriodSeconds: honoured(positive, 'startup and liveness only (KEP-2238)'),
  }),
);
export type ProbeInput = z.output<typeof probe>;

/** core/v1 LifecycleHandler. */
export const hook = named(
  'LifecycleHandler',
  z.object({
    exec: honoured(execAction),
    httpGet: honoured(httpGetAction),
    tcpSocket: approximated(tcpSocketAction, 'accepted, and fails when it runs, as on a cluster'),
    sleep: honoured(sleepAction, 'KEP-3960'),
  }),
);
export type HookInput = z.output<typeof hook>;

export const lifecycle = named(
  'Lifecycle',
  z.object({
    postStart: honoured(hook),
    preStop: honoured(hook),
    stopSignal: honoured(z.enum(STOP_SIGNALS), 'KEP-4960; a cluster asks for `spec.os.name` as well'),
  }),
);
