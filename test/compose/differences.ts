/** Where our model is not the official one, on purpose. */
export interface Difference {
  readonly reason: string;
  /** The official model as ours has it. */
  readonly change: (official: unknown) => unknown;
}

interface Model {
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** By the name of the case. */
export const differences: Readonly<Record<string, Difference>> = {
  models: {
    reason: 'the official reader checks the section models, and does not print it',
    change: (official) => ({
      ...(official as Model),
      models: {
        llm: { context_size: 1024, model: 'ai/word', runtime_flags: ['--no-prefill-assistant'] },
      },
    }),
  },
  'environment-as-written': {
    reason:
      'a number that is only passed on keeps its text; the official reader calculates with it and loses digits',
    change: (official) => {
      const { services } = official as Model;
      const environment = { RELEASE: '7.20', MODE: '0644', BIG: '184467440737095516160', FLOAT: '1e3' };
      return { ...(official as Model), services: { app: { ...services['app'], environment } } };
    },
  },
};
