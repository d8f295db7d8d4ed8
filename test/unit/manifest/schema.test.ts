import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type * as z from 'zod';
import { fidelityTable } from '../../../src/manifest/fidelity-table.ts';
import { jsonSchema } from '../../../src/manifest/json-schema.ts';
import { container } from '../../../src/manifest/schema/container.ts';
import { envFrom, envSource, envVar, resources } from '../../../src/manifest/schema/env.ts';
import { fieldMeta } from '../../../src/manifest/schema/fidelity.ts';
import { hook, lifecycle, probe } from '../../../src/manifest/schema/handler.ts';
import { kinds } from '../../../src/manifest/schema/kinds.ts';
import { metadata } from '../../../src/manifest/schema/metadata.ts';
import { podSpec } from '../../../src/manifest/schema/pod.ts';
import { podSecurityContext, securityContext } from '../../../src/manifest/schema/security.ts';
import { volume } from '../../../src/manifest/schema/volume.ts';
import { STOP_SIGNALS } from '../../../src/manifest/signals.ts';

const spec = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'Job' | 'Service') =>
  kinds[kind].shape.spec as unknown as z.ZodObject;

/** Every field of the types of Kubernetes 1.36, from its OpenAPI document. */
const API: readonly (readonly [string, z.ZodObject, string])[] = [
  [
    'PodSpec',
    podSpec,
    `activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy
    enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride
    imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName
    readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates schedulingGroup
    securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain
    terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes`,
  ],
  [
    'Container',
    container,
    `args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports
    readinessProbe resizePolicy resources restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce
    terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir`,
  ],
  ['EnvVar', envVar, 'name value valueFrom'],
  ['EnvVarSource', envSource, 'configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef'],
  ['EnvFromSource', envFrom, 'configMapRef prefix secretRef'],
  ['ResourceRequirements', resources, 'claims limits requests'],
  ['Lifecycle', lifecycle, 'postStart preStop stopSignal'],
  ['LifecycleHandler', hook, 'exec httpGet sleep tcpSocket'],
  [
    'Probe',
    probe,
    `exec failureThreshold grpc httpGet initialDelaySeconds periodSeconds successThreshold tcpSocket
    terminationGracePeriodSeconds timeoutSeconds`,
  ],
  [
    'SecurityContext',
    securityContext,
    `allowPrivilegeEscalation appArmorProfile capabilities privileged procMount
    readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile windowsOptions`,
  ],
  [
    'PodSecurityContext',
    podSecurityContext,
    `appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsNonRoot
    runAsUser seLinuxChangePolicy seLinuxOptions seccompProfile supplementalGroups supplementalGroupsPolicy sysctls
    windowsOptions`,
  ],
  [
    'Volume',
    volume,
    `awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral
    fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi name nfs persistentVolumeClaim
    photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume`,
  ],
  [
    'ObjectMeta',
    metadata,
    `annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers
    generateName generation labels managedFields name namespace ownerReferences resourceVersion selfLink uid`,
  ],
  [
    'DeploymentSpec',
    spec('Deployment'),
    `minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit
    selector strategy template`,
  ],
  [
    'StatefulSetSpec',
    spec('StatefulSet'),
    `minReadySeconds ordinals persistentVolumeClaimRetentionPolicy
    podManagementPolicy replicas revisionHistoryLimit selector serviceName template updateStrategy volumeClaimTemplates`,
  ],
  [
    'DaemonSetSpec',
    spec('DaemonSet'),
    'minReadySeconds revisionHistoryLimit selector template updateStrategy',
  ],
  ['ReplicaSetSpec', spec('ReplicaSet'), 'minReadySeconds replicas selector template'],
  [
    'JobSpec',
    spec('Job'),
    `activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy
    manualSelector maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy selector successPolicy suspend
    template ttlSecondsAfterFinished`,
  ],
  [
    'ServiceSpec',
    spec('Service'),
    `allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName
    externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass
    loadBalancerIP loadBalancerSourceRanges ports publishNotReadyAddresses selector sessionAffinity
    sessionAffinityConfig trafficDistribution type`,
  ],
  ['ConfigMap', kinds.ConfigMap, 'apiVersion binaryData data immutable kind metadata'],
  ['Secret', kinds.Secret, 'apiVersion data immutable kind metadata stringData type'],
];

/** Kinds without a status have the field nevertheless, since `kubectl get -o yaml` is pasted anywhere. */
const EXTRA = ['status'];

it.each(API)('every field of %s is known, and no other', (_, schema, fields) => {
  const known = Object.keys(schema.shape).filter((field) => !EXTRA.includes(field));
  expect(known.sort()).toEqual(fields.split(/\s+/).sort());
});

it.each(API)('every field of %s says how truly it is followed, and why if it is not', (_, schema) => {
  for (const [field, type] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    const meta = fieldMeta(type);
    expect([field, meta?.fidelity]).toEqual([
      field,
      expect.stringMatching(/^(honoured|approximated|refused|ignored)$/),
    ]);
    if (meta?.fidelity !== 'honoured')
      expect([field, meta?.note]).toEqual([field, expect.stringMatching(/./)]);
  }
});

it('the page of fidelity is as the schema says (npm run docs)', () => {
  const page = readFileSync(join(process.cwd(), 'docs/fidelity.md'), 'utf8');
  const [, table] = /<!-- generated: fidelity -->\n\n([\s\S]*?)\n\n<!-- \/generated -->/.exec(page) ?? [];
  expect(table).toBe(fidelityTable());
});

it('the JSON schema has every kind, allows free keys, and tells fidelity in words', () => {
  const schema = jsonSchema() as unknown as JsonSchema;
  const documents = schema.oneOf.map(({ properties }) => properties['kind']!['const']);
  expect(documents).toEqual(Object.keys(kinds));
  const pod = schema.oneOf[0]!;
  expect(pod).toMatchObject({
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    patternProperties: { '^x-': {}, '^outrider\\.dev/': {} },
  });
  expect(pod.properties['spec']).toEqual({ $ref: '#/$defs/PodSpec' });
  expect(schema.$defs['PodSpec']!.properties['nodeSelector']).toMatchObject({
    description: 'ignored by Outrider: a laptop has one node',
  });
  expect(JSON.stringify(schema)).not.toMatch(/"(fidelity|inert)":/);
});

interface JsonSchema {
  readonly oneOf: readonly JsonSchema[];
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

it('65 signals have a name', () => {
  expect(new Set(STOP_SIGNALS).size).toBe(65);
  expect(STOP_SIGNALS).toEqual(expect.arrayContaining(['SIGTERM', 'SIGRTMIN+15', 'SIGRTMAX-14', 'SIGRTMAX']));
});
