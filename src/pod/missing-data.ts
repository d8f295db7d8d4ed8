/** A ConfigMap or a Secret, or a key of one, that is not in the files. */
export interface MissingData {
  /** A container cannot be made without its environment; no container of a pod starts without all of its volumes. */
  readonly neededBy: { readonly container: string } | { readonly volume: string };
  /** In the words of the kubelet: `configmap "settings" not found`. */
  readonly message: string;
}
