/** What programs of this machine make for the containers of a pod, besides the engine. */
export interface Provided {
  readonly providers: readonly ServiceProvider[];
  readonly models: readonly ProvidedModel[];
}

/** A service without a container: a program of this machine makes it, and says how it is reached. Compose's `provider`. */
export interface ServiceProvider {
  /** The service. */
  readonly name: string;
  /** The program: `docker-TYPE` among the plugins of the docker command, else TYPE itself. */
  readonly type: string;
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Providers that come before it. */
  readonly after: readonly string[];
  /** The containers of the pod that get its variables. */
  readonly containers: readonly string[];
}

/** A model that Docker Model Runner serves. Compose's `models`. */
export interface ProvidedModel {
  readonly name: string;
  /** As Docker Model Runner calls it. */
  readonly model: string;
  /** In tokens. */
  readonly contextSize?: number;
  readonly runtimeFlags: readonly string[];
  /** The names of the variables in which a container finds the model, by the container's name. */
  readonly containers: Readonly<Record<string, ModelVariables>>;
}

export interface ModelVariables {
  readonly url: string;
  readonly model: string;
}
