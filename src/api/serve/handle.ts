import type { ApiHandler, ApiRequest, ApiResponse } from '../request.ts';
import { failure, StatusError, statusResponse } from '../status.ts';

/** Asks the handlers in their order. Whatever goes wrong becomes a `Status`. */
export async function handle(request: ApiRequest, handlers: readonly ApiHandler[]): Promise<ApiResponse> {
  try {
    for (const handler of handlers) {
      const answer = await handler(request);
      if (answer) return answer;
    }
    return statusResponse(failure('NotFound', 'the server could not find the requested resource', {}));
  } catch (error) {
    return errorResponse(error);
  }
}

/** A failure as its `Status`; a defect of ours tells its message, and no stack. */
export function errorResponse(error: unknown): ApiResponse {
  if (error instanceof StatusError) return statusResponse(error.status);
  const message = error instanceof Error ? error.message : String(error);
  return statusResponse(failure('InternalError', `Internal error occurred: ${message}`));
}
