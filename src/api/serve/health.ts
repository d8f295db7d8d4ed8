import type { ApiHandler } from '../request.ts';

const paths = ['/healthz', '/livez', '/readyz'];

/** Says that the server is there. With `?verbose` a real server lists its checks; this one has none. */
export const health: ApiHandler = async ({ method, path }) => {
  if (method !== 'GET' || !paths.includes(path)) return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'ok' };
};
