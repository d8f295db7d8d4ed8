/** Kinds of Kubernetes 1.36 that are no pods and hold none: they are left out. Source: k8s.io/api. */
const BUILT_IN = new Set([
  ...[
    'APIService',
    'Binding',
    'CertificateSigningRequest',
    'ClusterRole',
    'ClusterRoleBinding',
    'ClusterTrustBundle',
  ],
  ...[
    'ComponentStatus',
    'ControllerRevision',
    'CSIDriver',
    'CSINode',
    'CSIStorageCapacity',
    'CustomResourceDefinition',
  ],
  ...['DeviceClass', 'Event', 'FlowSchema', 'HorizontalPodAutoscaler', 'IPAddress', 'Ingress'],
  ...[
    'IngressClass',
    'Lease',
    'LeaseCandidate',
    'LimitRange',
    'LocalSubjectAccessReview',
    'MutatingAdmissionPolicy',
  ],
  ...['MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration', 'Namespace', 'NetworkPolicy', 'Node'],
  ...['PersistentVolume', 'PodCertificateRequest', 'PodDisruptionBudget', 'PodTemplate', 'PriorityClass'],
  ...[
    'PriorityLevelConfiguration',
    'ResourceClaim',
    'ResourceClaimTemplate',
    'ResourceQuota',
    'ResourceSlice',
    'Role',
  ],
  ...[
    'RoleBinding',
    'RuntimeClass',
    'Scale',
    'SelfSubjectAccessReview',
    'SelfSubjectReview',
    'SelfSubjectRulesReview',
  ],
  ...[
    'ServiceAccount',
    'ServiceCIDR',
    'StorageClass',
    'StorageVersion',
    'StorageVersionMigration',
    'SubjectAccessReview',
  ],
  ...['TokenRequest', 'TokenReview', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  ...[
    'ValidatingWebhookConfiguration',
    'VolumeAttachment',
    'VolumeAttributesClass',
    'PodSecurityPolicy',
    'Kustomization',
  ],
]);

/** Whether a document is a known object other than those that are read: one of Kubernetes, or a custom resource. */
export function isOtherObject(kind: string, apiVersion: unknown): boolean {
  return BUILT_IN.has(kind) || isCustom(apiVersion);
}

/** A group with a dot belongs to somebody; Kubernetes' own end in `k8s.io`. */
export function isCustom(apiVersion: unknown): boolean {
  const [group = '', version] = typeof apiVersion === 'string' ? apiVersion.split('/') : [];
  return version !== undefined && group.includes('.');
}
