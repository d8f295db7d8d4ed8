import { expect, it } from '@jest/globals';
import { howToGet } from '../../../src/images/how-to-get.ts';

it.each<readonly [string, string, string | undefined, RegExp | undefined]>([
  [
    'a program that has a stand-in is made on this machine, with how long that takes',
    'haproxy:2.6',
    undefined,
    /OUTRIDER_IMAGE_MIRROR=outrider\.local makes a stand-in of haproxy:2\.6 .*\(about 20 s, once\); .*`npm run images -- haproxy`/,
  ],
  [
    'its full name is the same',
    'docker.io/library/haproxy:2.6',
    undefined,
    /makes a stand-in of haproxy:2\.6/,
  ],
  [
    'of another version the one that has a stand-in is named',
    'haproxy:3.2',
    undefined,
    /makes a stand-in of haproxy:2\.6 .* has to name that version/,
  ],
  [
    'what takes minutes says so',
    'otel/opentelemetry-collector-contrib:0.165.0',
    'outrider.local',
    /about 12 minutes/,
  ],
  [
    'another version at the local mirror is told with the one that is there',
    'haproxy:9',
    'outrider.local',
    /^OUTRIDER_IMAGE_MIRROR is outrider\.local, which has haproxy:2\.6\. Without it/,
  ],
  [
    'a mirror is named together with the name that it is asked for',
    'nginx:1.22',
    'mirror.example:5000',
    /is mirror\.example:5000: .*`docker pull nginx:1\.22 && docker tag nginx:1\.22 mirror\.example:5000\/nginx:1\.22`/,
  ],
  [
    'a program without a stand-in is pulled without the local mirror',
    'redis:7',
    'outrider.local',
    /which has .*haproxy:2\.6.*Without it/,
  ],
  ["Outrider's own images are named", 'outrider/demo:9', undefined, /^Outrider makes outrider\/demo:0\.1/],
  ['nothing is known of any other image', 'shop/web:1', undefined, undefined],
])('%s', (_, image, mirror, words) => {
  const said = howToGet(image, mirror);
  if (words === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(words);
});
