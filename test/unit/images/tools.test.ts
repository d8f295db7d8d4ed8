import { expect, it } from '@jest/globals';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { toolsOf, whyNoTools } from '../../../src/images/tools.ts';

it('an image from packages alone takes mmdebstrap, one with a wheel pip too', () => {
  expect(toolsOf(catalogueImage('haproxy').definition)).toEqual({ mmdebstrap: 'mmdebstrap' });
  expect(toolsOf(catalogueImage('envoy').definition)).toEqual({
    mmdebstrap: 'mmdebstrap',
    pip3: 'python3-pip',
  });
});

it('a tool is a program on the PATH, or a file by its absolute path', () => {
  expect(whyNoTools({ sh: 'dash', '/etc/passwd': 'base-passwd' }, '/nowhere:/bin')).toBeUndefined();
});

it('what is missing is named with the packages that have it, each once', () => {
  expect(whyNoTools({ sh: 'dash', make: 'make' }, '/nowhere')).toBe(
    'sh, make are not installed (apt-get install dash make)',
  );
  expect(whyNoTools({ '/nowhere/a.h': 'liba-dev' })).toBe(
    '/nowhere/a.h is not installed (apt-get install liba-dev)',
  );
});
