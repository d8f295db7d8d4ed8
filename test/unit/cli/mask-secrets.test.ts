import { expect, it } from '@jest/globals';
import { maskSecrets } from '../../../src/cli/mask-secrets.ts';
import { container, pod } from '../../support/pods.ts';

it('no secret value is in what config prints, wherever it has got to', () => {
  const content = Buffer.from('file-secret').toString('base64');
  const web = pod({
    containers: [
      container({
        name: 'app',
        env: [
          { name: 'PASSWORD', value: 'env-secret', secret: true },
          { name: 'PIN', value: '42', secret: true },
          { name: 'MODE', value: 'env-plain', secret: false },
        ],
        args: ['--password=env-secret', '--port=4242'],
      }),
    ],
    volumes: [
      {
        name: 'keys',
        type: 'files',
        medium: 'memory',
        secret: true,
        files: [{ path: 'key', content, mode: 0o600 }],
      },
    ],
  });
  const shown = JSON.stringify(web, maskSecrets([web]));
  for (const secret of ['env-secret', content]) expect(shown).not.toContain(secret);
  expect(shown).toContain('"name":"PIN","value":"***"');
  expect(shown).toContain('--password=***');
  expect(shown).toContain('--port=4242');
  expect(shown).toContain('env-plain');
});
