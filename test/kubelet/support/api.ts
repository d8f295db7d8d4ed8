import { Agent, request } from 'node:https';

const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 50 });
const headers = { Authorization: 'Bearer judge' };
const base = { host: '127.0.0.1', port: 6443, agent, headers };

/** One call to the node's API server. @throws with the server's own message for any status but success. */
export function call<T>(method: string, path: string, body?: object, type = 'application/json'): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { ...base, method, path, headers: { ...headers, 'Content-Type': type } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          const answer = JSON.parse(text) as T & { message?: string };
          if (response.statusCode! < 300) resolve(answer);
          else reject(new Error(`${method} ${path}: ${answer.message}`));
        });
      },
    );
    asked.on('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}

/** Follows a list from its present state on; answers how to stop. */
export function watch<T>(path: string, onEvent: (type: string, object: T) => void): () => void {
  let rest = '';
  const asked = request({ ...base, path: `${path}?watch=1` }, (response) => {
    response.setEncoding('utf8').on('data', (part: string) => {
      const parts = (rest + part).split('\n');
      rest = parts.pop()!;
      for (const line of parts) {
        const { type, object } = JSON.parse(line) as { type: string; object: T };
        onEvent(type, object);
      }
    });
    response.on('error', () => {});
  });
  asked.on('error', () => {});
  asked.end();
  return () => asked.destroy();
}
