import type { Container, EnvVar, Handler, Pod, Probe, Volume } from './model.ts';

/**
 * The pod without anything that may be secret or is only of use to the run that has read it: enough to show it,
 * order it, probe it and stop it. Emptied are values of environment variables, contents of volume files, header values,
 * annotations (kubectl keeps whole manifests there), what programs of this machine provide, how images are built, which files are watched, and command lines of containers, into which `$(SECRET)` may have been
 * expanded; commands of hooks and probes are never expanded (core/v1 ExecAction) and stay, because stopping needs them.
 */
export function redact({ services: _services, provided: _provided, origin: _origin, ...pod }: Pod): Pod {
  return {
    ...pod,
    annotations: {},
    locations: {},
    initContainers: pod.initContainers.map(redactContainer),
    containers: pod.containers.map(redactContainer),
    volumes: pod.volumes.map(redactVolume),
  };
}

function redactContainer({ command: _command, args: _args, engine, ...container }: Container): Container {
  return {
    ...container,
    ...(engine && { engine: { ...engine, build: undefined, watch: undefined } }),
    env: container.env.map(redactVariable),
    ...(container.startupProbe && { startupProbe: redactProbe(container.startupProbe) }),
    ...(container.livenessProbe && { livenessProbe: redactProbe(container.livenessProbe) }),
    ...(container.readinessProbe && { readinessProbe: redactProbe(container.readinessProbe) }),
    ...(container.postStart && { postStart: redactHandler(container.postStart) }),
    ...(container.preStop && { preStop: redactHandler(container.preStop) }),
  };
}

function redactVariable(variable: EnvVar): EnvVar {
  return 'value' in variable ? { ...variable, value: '' } : variable;
}

function redactProbe(probe: Probe): Probe {
  return { ...probe, handler: redactHandler(probe.handler) };
}

function redactHandler(handler: Handler): Handler {
  if (handler.type !== 'httpGet') return handler;
  return { ...handler, headers: handler.headers.map(({ name }) => ({ name, value: '' })) };
}

function redactVolume(volume: Volume): Volume {
  if (volume.type !== 'files') return volume;
  return { ...volume, files: volume.files.map((file) => ({ ...file, content: '' })) };
}
