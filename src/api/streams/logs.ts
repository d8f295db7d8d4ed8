import type { ApiPorts, PodName } from '../ports.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { chooseContainer } from './choose-container.ts';
import { logBytes } from './log-bytes.ts';
import { logForm } from './log-query.ts';

/** `GET …/pods/NAME/log`. @throws StatusError */
export async function serveLogs(
  ports: Pick<ApiPorts, 'containers' | 'logs'>,
  pod: PodName,
  { query, signal }: ApiRequest,
): Promise<ApiResponse> {
  const form = logForm(query, pod.name);
  const container = await chooseContainer(ports, pod, query.get('container'), signal);
  const lines = await ports.logs(pod, container, form.request, signal);
  return { status: 200, headers: { 'content-type': 'text/plain' }, stream: logBytes(lines, form) };
}
