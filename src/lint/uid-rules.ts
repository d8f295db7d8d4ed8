import { allContainers } from '../pod/containers.ts';
import { imageUserProblem } from '../pod/image-user.ts';
import { about, type Rule } from './finding.ts';
import { repository, tagOf } from './known-images.ts';

/** `USER` of images that many people run, in numbers: their Dockerfiles have had it for years. */
const knownUsers: readonly (readonly [repository: RegExp, user: string, tag?: RegExp])[] = [
  [/^haproxy$/, '99:99'],
  [/^nginxinc\/nginx-unprivileged$/, '101:101'],
  [/^grafana\/grafana(?:-oss|-enterprise)?$/, '472:0'],
  [/^prom\/(?:prometheus|alertmanager|node-exporter|pushgateway)$/, '65534:65534'],
  [/^bitnami\//, '1001:0'],
  [/^gcr\.io\/distroless\//, '65532:65532', /nonroot/],
  [/^istio\/(?:proxyv2|pilot)$/, '1337:1337'],
];

/** The kernel tells the connections of the proxy from those of the app by uid and gid alone. */
export const proxyUser: Rule = {
  code: 'proxy-user',
  level: 'error',
  title: 'The image of the app runs under the uid or gid of the proxy',
  check: (pod, _pods, { userOf }) =>
    allContainers(pod).flatMap((container) => {
      const user = userOf(container.image) ?? knownUser(container.image) ?? '';
      const [message = '', cure = ''] = imageUserProblem(pod, container, user)?.split('\n  ') ?? [];
      return message === '' ? [] : [about(pod, container.name, message, cure, 'image')];
    }),
};

function knownUser(image: string): string | undefined {
  const name = repository(image).replace(/^docker\.io\/(?:library\/)?/, '');
  const found = knownUsers.find(([of, , tag]) => of.test(name) && (tag?.test(tagOf(image) ?? '') ?? true));
  return found?.[1];
}
