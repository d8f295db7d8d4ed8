import type { Container, EnvVar, PodField } from './model.ts';

// A NUL can stand in no argument and no variable of a process, so nobody's own text looks like this.
const HOLE = /\0(status\.(?:podIP|hostIP)|service\.[^\0]+)\0/g;

/** Stands in a command, an argument or a variable for a value that comes later. */
export function podFieldHole(field: PodField): string {
  return `\0${field}\0`;
}

/** The container with every hole filled and every `podField` variable given its value. */
export function withPodFields(
  container: Container,
  values: Readonly<Partial<Record<PodField, string>>>,
): Container {
  const fill = (text: string): string => text.replace(HOLE, (_, field: PodField) => values[field] ?? '');
  const env = container.env.map(
    (variable): EnvVar =>
      'podField' in variable
        ? { name: variable.name, value: values[variable.podField] ?? '', secret: false }
        : { ...variable, value: fill(variable.value) },
  );
  return {
    ...container,
    env,
    ...(container.command && { command: container.command.map(fill) }),
    ...(container.args && { args: container.args.map(fill) }),
  };
}
