import { Buffer } from 'node:buffer';
import { allContainers } from '../pod/containers.ts';
import type { Container, Pod } from '../pod/model.ts';
import { about, type Found, type Rule } from './finding.ts';

const cure = 'Put it into a Secret and refer to it, or let the recipe vault-agent fetch and rotate it.';

/** Whoever reads the manifest or the image's settings reads the secret, and it cannot be rotated without a new pod. */
export const bakedInSecret: Rule = {
  code: 'baked-in-secret',
  level: 'warning',
  title: 'A secret stands in plain text in a variable, a command or a ConfigMap',
  check: (pod) => [
    ...allContainers(pod).flatMap((container) => [
      ...inVariables(pod, container),
      ...inCommand(pod, container),
    ]),
    ...inFiles(pod),
  ],
};

function inVariables(pod: Pod, { name, env }: Container): readonly Found[] {
  return env
    .filter(
      (one) =>
        'value' in one && !one.secret && (isSecretVariable(one.name, one.value) || holdsSecret(one.value)),
    )
    .map((one) =>
      about(
        pod,
        name,
        `the variable ${one.name} of ${name} holds a secret in plain text`,
        cure,
        `env.${one.name}`,
        'env',
      ),
    );
}

function inCommand(pod: Pod, { name, command = [], args = [] }: Container): readonly Found[] {
  const words = [...command, ...args];
  const option = words
    .flatMap((word, index) => optionsIn(word, words[index + 1]))
    .find(({ value }) => isLiteral(value));
  if (!option && !words.some(holdsSecret)) return [];
  const what = option ? `the option ${option.name} of ${name}` : `the command of ${name}`;
  return [
    about(
      pod,
      name,
      `${what} holds a secret in plain text, which every process list shows`,
      cure,
      'args',
      'command',
    ),
  ];
}

/** `--password=x`, `--password x`, also inside a shell's script. */
function optionsIn(word: string, next: string | undefined): readonly { name: string; value: string }[] {
  const found = [...word.matchAll(/(--?[a-z][\w-]*)(?:=|\s+)("[^"]*"|'[^']*'|[^\s;&|]+)/gi)].map(
    ([, name, value]) => ({
      name: name!,
      value: value!.replace(/^["']|["']$/g, ''),
    }),
  );
  if (/^--?[a-z][\w-]*$/i.test(word) && next !== undefined && !next.startsWith('-'))
    found.push({ name: word, value: next });
  return found.filter(
    ({ name }) => secretName.test(name.replaceAll('-', '_')) && !reference.test(name.replaceAll('-', '_')),
  );
}

function inFiles(pod: Pod): readonly Found[] {
  return pod.volumes.flatMap((volume) => {
    if (volume.type !== 'files' || volume.secret) return [];
    return volume.files
      .filter(({ content }) => holdsSecret(Buffer.from(content, 'base64').toString('utf8')))
      .map(({ path }) => {
        const location = pod.locations[`volumes.${volume.name}`];
        const message = `the file ${path} of volume ${volume.name} holds a secret, but it comes from a ConfigMap`;
        return { message, cure, ...(location ? { location } : {}) };
      });
  });
}

const secretName =
  /(?:^|_)(?:PASSWORD|PASSWD|PWD|SECRET|TOKEN|API_?KEY|APIKEY|PRIVATE_?KEY|SECRET_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;

/** Names of places and settings rather than of the secret itself. */
const reference = /_(?:FILE|PATH|DIR|NAME|TTL|URL|URI|HOST|PORT|ID|TYPE|ENABLED|LENGTH|AUDIENCE|ISSUER)$/i;

function isSecretVariable(name: string, value: string): boolean {
  // The shell's own variable of the current folder.
  if (name === 'PWD' || name === 'OLDPWD') return false;
  return secretName.test(name) && !reference.test(name) && isLiteral(value);
}

/** Whether a value is the thing itself, not a path, a reference, a switch or nothing at all. */
function isLiteral(value: string): boolean {
  return !/^(?:|\/.*|\.{1,2}\/.*|\$.*|true|false|yes|no|none|null|\d{1,3})$/i.test(value);
}

/** Notations that are a secret wherever they stand: private keys, keys of well-known services, a password in a URL. */
function holdsSecret(text: string): boolean {
  return (
    /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text) ||
    /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{36}|xox[abprs]-[0-9A-Za-z-]{20,}|hvs\.[0-9A-Za-z_-]{20,})/.test(
      text,
    ) ||
    /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$"']+:[^\s/@$"'{}]{3,}@/i.test(text)
  );
}
