/** What holds a container back; `container` is the one that has to move first. */
export type Gate =
  /** The pod's network namespace; other pods (`PodWaiting` names them); a start after back-off. */
  | { readonly on: 'sandbox' | 'pods' | 'backoff' }
  /** A person who stopped it; a person who lets each step happen (`StepWaiting`). */
  | { readonly on: 'request' | 'step' }
  /** Its image; the engine, which makes or starts it. */
  | { readonly on: 'image' | 'creation' | 'start' }
  /** ConfigMaps or Secrets that nobody has given. */
  | { readonly on: 'data' }
  | { readonly on: 'capture'; readonly container?: string }
  /** An init container that has to end; a sidecar that has to start; a start call that is under way. */
  | { readonly on: 'exit' | 'started' | 'startCall'; readonly container: string };
