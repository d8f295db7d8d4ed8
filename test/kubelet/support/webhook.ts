import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { signAuthority, signServer } from '../../../src/secrets/sign.ts';

/** An admission webhook of this process that refuses every pod of one namespace. */
export interface Webhook {
  /** The object that tells the API server of it. */
  readonly configuration: string;
  close(): Promise<void>;
}

export const webhookName = 'tags.outrider.test';

/** @param takesTrials whether it takes what is only tried, and refuses the same when it is meant. */
export async function openWebhook(
  namespace: string,
  takesTrials: boolean,
  message: string,
): Promise<Webhook> {
  const validity = { days: 2, now: Date.now(), randomBytes };
  const authority = await signAuthority('a test', validity);
  const names = { name: webhookName, dnsNames: [], addresses: ['127.0.0.1'] };
  const { certificate, key } = await signServer(names, authority, validity);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const review = JSON.parse(text) as {
        readonly request: { readonly uid: string; readonly dryRun: boolean };
      };
      const { uid, dryRun } = review.request;
      const answer = { uid, allowed: takesTrials && dryRun, status: { message } };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ ...review, request: undefined, response: answer }));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const webhook = {
    name: webhookName,
    sideEffects: 'NoneOnDryRun',
    admissionReviewVersions: ['v1'],
    clientConfig: {
      url: `https://127.0.0.1:${port}/`,
      caBundle: Buffer.from(authority.certificate).toString('base64'),
    },
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
  };
  return {
    configuration: JSON.stringify({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: namespace },
      webhooks: [webhook],
    }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
