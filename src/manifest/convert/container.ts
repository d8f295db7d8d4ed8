import { DEFAULT_IMAGE_PULL_POLICY, DEFAULT_TERMINATION_MESSAGE_PATH } from '../../pod/defaults.ts';
import type {
  Container,
  ContainerPort,
  ContainerSecurityContext,
  EnvVar,
  RestartRule,
  Role,
  VolumeMount,
} from '../../pod/model.ts';
import type { ContainerInput } from '../schema/container.ts';
import { convertEnv, lookupIn, type Surroundings } from './env.ts';
import { expand } from './expand.ts';
import { convertHandler, convertProbe } from './probe.ts';
import { convertResources } from './resources.ts';

export function convertContainer(input: ContainerInput, role: Role, around: Surroundings): Container {
  const env = convertEnv(input, around);
  const lookup = lookupIn(env, around);
  const words = (texts: readonly string[]) => texts.map((text) => expand(text, lookup));
  return {
    name: input.name,
    role,
    image: input.image,
    imagePullPolicy: input.imagePullPolicy ?? DEFAULT_IMAGE_PULL_POLICY,
    ...(input.command && input.command.length > 0 && { command: words(input.command) }),
    ...(input.args && input.args.length > 0 && { args: words(input.args) }),
    ...(input.workingDir !== undefined && { workingDir: input.workingDir }),
    env,
    ports: (input.ports ?? []).map(convertPort),
    volumeMounts: (input.volumeMounts ?? []).map((mount) => convertMount(mount, env, around)),
    resources: convertResources(input.resources ?? {}),
    securityContext: convertSecurity(input.securityContext ?? {}),
    ...probes(input),
    ...lifecycle(input),
    ...(input.restartPolicy !== undefined && { restartPolicy: input.restartPolicy }),
    restartPolicyRules: (input.restartPolicyRules ?? []).map(convertRule),
    stdin: input.stdin ?? false,
    tty: input.tty ?? false,
    ...terminationMessage(input),
  };
}

function terminationMessage({
  terminationMessagePath: path = DEFAULT_TERMINATION_MESSAGE_PATH,
  terminationMessagePolicy: policy,
}: ContainerInput) {
  return {
    ...(path !== DEFAULT_TERMINATION_MESSAGE_PATH && { terminationMessagePath: path }),
    ...(policy === 'FallbackToLogsOnError' && { terminationMessagePolicy: policy }),
  };
}

function probes(input: ContainerInput) {
  const { startupProbe, livenessProbe, readinessProbe } = input;
  return {
    ...(startupProbe && { startupProbe: convertProbe(startupProbe) }),
    ...(livenessProbe && { livenessProbe: convertProbe(livenessProbe) }),
    ...(readinessProbe && { readinessProbe: convertProbe(readinessProbe) }),
  };
}

function lifecycle({ lifecycle: input = {} }: ContainerInput) {
  const { postStart, preStop, stopSignal } = input;
  return {
    ...(postStart && { postStart: convertHandler(postStart) }),
    ...(preStop && { preStop: convertHandler(preStop) }),
    ...(stopSignal !== undefined && { stopSignal }),
  };
}

function convertPort(input: NonNullable<ContainerInput['ports']>[number]): ContainerPort {
  const { name, containerPort, protocol = 'TCP', hostPort, hostIP } = input;
  return {
    containerPort,
    protocol,
    ...(name !== undefined && { name }),
    ...(hostPort !== undefined && { hostPort }),
    ...(hostIP !== undefined && { hostIP }),
  };
}

function convertMount(
  input: NonNullable<ContainerInput['volumeMounts']>[number],
  env: readonly EnvVar[],
  around: Surroundings,
): VolumeMount {
  const { name, mountPath, readOnly = false } = input;
  const { subPathExpr } = input;
  const subPath = subPathExpr === undefined ? input.subPath : expand(subPathExpr, lookupIn(env, around));
  return { name, mountPath, readOnly, ...(subPath && { subPath }) };
}

function convertRule(input: NonNullable<ContainerInput['restartPolicyRules']>[number]): RestartRule {
  const { operator = 'In', values = [] } = input.exitCodes ?? {};
  return { action: input.action, operator, exitCodes: values };
}

function convertSecurity(input: NonNullable<ContainerInput['securityContext']>): ContainerSecurityContext {
  const { runAsUser, runAsGroup, capabilities = {} } = input;
  return {
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
    capabilitiesAdd: (capabilities.add ?? []).map(capability),
    capabilitiesDrop: (capabilities.drop ?? []).map(capability),
    readOnlyRootFilesystem: input.readOnlyRootFilesystem ?? false,
    allowPrivilegeEscalation: input.allowPrivilegeEscalation ?? true,
  };
}

/** `NET_ADMIN`, as Kubernetes writes it; the kernel's `CAP_` is taken off. */
function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}
