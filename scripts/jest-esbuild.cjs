const { createHash } = require('node:crypto');
const { extname } = require('node:path');
const { transformSync, version } = require('esbuild');

module.exports = {
  getCacheKey: (source, path) => createHash('sha1').update(`${version}\0${path}\0${source}`).digest('hex'),
  process: (source, path) => {
    const { code, map } = transformSync(source, {
      loader: extname(path).slice(1),
      format: 'esm',
      target: 'node20',
      jsx: 'automatic',
      sourcemap: 'both',
      sourcefile: path,
    });
    return { code, map };
  },
};
