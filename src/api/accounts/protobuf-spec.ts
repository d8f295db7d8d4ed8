import { messageIn, numberIn, readEnvelope, textsOf } from '../read/protobuf.ts';
import { StatusError } from '../status.ts';

/** The spec of a TokenRequest in protobuf (authentication/v1, generated.proto). @throws StatusError `BadRequest` */
export function requestSpec(body: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  const spec = specIn(body);
  const expirationSeconds = numberIn(spec, 4);
  const bound = messageIn(spec, 3);
  const [kind, name, uid] = [1, 3, 4].map((number) => textsOf(bound, number)[0]);
  return {
    audiences: textsOf(spec, 1),
    ...(expirationSeconds !== undefined && { expirationSeconds }),
    ...(bound && { boundObjectRef: { kind, name, uid } }),
  };
}

/** The spec of a TokenReview in protobuf. @throws StatusError `BadRequest` */
export function reviewSpec(body: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  const spec = specIn(body);
  const [token = ''] = textsOf(spec, 1);
  return { token, audiences: textsOf(spec, 2) };
}

function specIn(body: Uint8Array | undefined) {
  const object = readEnvelope(body);
  if (!object)
    throw new StatusError(
      'BadRequest',
      'the object provided is unrecognized (must be protobuf as Kubernetes has it)',
    );
  return messageIn(object, 2);
}
