import { request } from 'node:http';
import type Dockerode from 'dockerode';
import { EngineError } from '../supervisor/ports.ts';
import { connectInside } from './connect-inside.ts';

/** A request, as a whole, may take so long. */
const patienceMs = 20_000;
/** The configuration of a proxy in a mesh of some hundred Services has a few megabytes. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The body of an HTTP answer of what listens on a port of the pod's loopback.
 *
 * @param holder the id of the pod's holder.
 * @throws EngineError where nothing listens, for an answer other than 200, and for one that is too long or too late.
 */
export async function getInside(
  docker: Dockerode,
  holder: string,
  port: number,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const connection = await connectInside(docker, holder, port, bounded);
  const what = `port ${port} of the pod`;
  try {
    return await new Promise<string>((resolve, reject) => {
      const fail = (error: Error): void =>
        reject(error instanceof EngineError ? error : new EngineError('engine', reasonOf(error, what)));
      const asked = request(
        { method: 'GET', path, host: 'localhost', port, signal: bounded, createConnection: () => connection },
        (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes > mostBytes) response.destroy(new Error('the answer is too long'));
          });
          response.on('error', fail);
          response.on('end', () => {
            const body = Buffer.concat(chunks).toString('utf8');
            if (response.statusCode === 200) resolve(body);
            else fail(new Error(`it answers ${response.statusCode}`));
          });
        },
      );
      connection.on('error', fail);
      asked.on('error', fail);
      asked.end();
    });
  } finally {
    connection.destroy();
  }
}

function reasonOf(error: Error, what: string): string {
  const isLate = error.name === 'TimeoutError' || error.name === 'AbortError';
  return isLate ? `${what} does not answer in time` : `${what}: ${error.message}`;
}
