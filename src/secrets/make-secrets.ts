import type { MadeSecret, SecretRequest } from '../manifest/recipe/secrets.ts';
import type { Keep } from './keep.ts';
import type { SecretSources } from './sources.ts';

/** Makes what recipes ask for, or finds what was made for them before. */
export function makeSecrets(
  requests: readonly SecretRequest[],
  given: SecretSources,
): Promise<readonly MadeSecret[]> {
  const sources = { ...given, keep: askingOnce(given.keep) };
  return Promise.all(requests.map(async (request) => ({ request, data: await dataFor(request, sources) })));
}

async function dataFor(request: SecretRequest, sources: SecretSources): Promise<MadeSecret['data']> {
  if (request.kind === 'random') return randomData(request.name, request.bytes, sources);
  if (request.kind === 'authority') {
    const { recipeAuthority } = await import('./authority.ts');
    return recipeAuthority(request.name, sources);
  }
  const { issueCertificate } = await import('./issue-certificate.ts');
  return issueCertificate(request, sources);
}

async function randomData(
  name: string,
  wanted: Readonly<Record<string, number>>,
  { keep, randomBytes }: SecretSources,
): Promise<MadeSecret['data']> {
  const values = Object.entries(wanted).map(async ([key, bytes]) => {
    const length = Math.ceil((bytes * 4) / 3);
    const make = async () => randomBytes(bytes).toString('base64url');
    return [key, await keep(`${name}_${key}`, (text) => text.length === length, make)] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

/** Several who ask for the same at once, as pods do for their authority, wait for one answer. */
function askingOnce(keep: Keep): Keep {
  const answers = new Map<string, Promise<string>>();
  return (name, isGood, make) => {
    const answer = answers.get(name) ?? keep(name, isGood, make);
    answers.set(name, answer);
    return answer;
  };
}
