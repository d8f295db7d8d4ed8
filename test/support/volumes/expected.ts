/**
 * What a kubelet 1.35 makes of `before.yaml`, and of `after.yaml` applied when every container runs or waits; the order of the lines
 * of one container counts. `npm run test:kubelet -- --node` asks it again. That node shows neither volumes of images, which need containerd 2.1, nor the
 * limit of an emptyDir, for which its kubelet would have to measure file systems.
 */
export const before: Readonly<Record<string, readonly string[]>> = {
  'follows/labels': ['tier="one"one'],
  'follows/map': ['one', 'one'],
  'follows/optional': ['0'],
  'waits-env/other': ['other'],
};

/** Why containers wait before they have what they need. */
export const waiting: Readonly<Record<string, string>> = {
  'waits-env/app': 'CreateContainerConfigError',
  'waits-volume/app': 'ContainerCreating',
  'waits-volume/other': 'ContainerCreating',
};

/** A mount of one key (`subPath`) and the environment keep what they had. */
export const after: Readonly<Record<string, readonly string[]>> = {
  'follows/labels': ['tier="one"one', 'tier="two"one', 'second'],
  'follows/map': ['one', 'one', 'two', 'one'],
  'follows/optional': ['0', 'late'],
  'waits-env/app': ['secret'],
  'waits-env/other': ['other'],
  'waits-volume/app': ['late'],
  'waits-volume/other': ['other'],
};
