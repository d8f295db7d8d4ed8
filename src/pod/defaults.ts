/** What Kubernetes fills in. Source: kubernetes `pkg/apis/core/v1/defaults.go`. */

export const DEFAULT_RESTART_POLICY = 'Always';
export const DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS = 30;
export const DEFAULT_SERVICE_ACCOUNT = 'default';

/** Not Kubernetes' own (`Always` for `:latest`): an image built on this machine has no registry to ask. */
export const DEFAULT_IMAGE_PULL_POLICY = 'IfNotPresent';

export const DEFAULT_PROBE = {
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
} as const;

/** Mode of the files of a configMap, secret, projected or downwardAPI volume. */
export const DEFAULT_FILE_MODE = 0o644;
/** Where a container may say why it ends. */
export const DEFAULT_TERMINATION_MESSAGE_PATH = '/dev/termination-log';
