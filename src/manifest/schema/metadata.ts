import * as z from 'zod';
import { approximated, honoured, ignored, named } from './fidelity.ts';
import { label, subdomain, textMap } from './scalars.ts';

const SERVER = 'only an API server sets it';

/** metav1.ObjectMeta. What `kubectl get -o yaml` adds passes without a word only where it is empty. */
export const metadata = named(
  'ObjectMeta',
  z.object({
    name: honoured(subdomain),
    generateName: approximated(z.string(), 'the name without its last dash; nothing random is added'),
    namespace: approximated(label, 'part of the DNS names and of the references; one network holds them all'),
    labels: honoured(textMap),
    annotations: honoured(textMap),
    uid: ignored(SERVER),
    resourceVersion: ignored(SERVER),
    generation: ignored(SERVER),
    creationTimestamp: ignored(SERVER),
    deletionTimestamp: ignored(SERVER),
    deletionGracePeriodSeconds: ignored(SERVER),
    selfLink: ignored(SERVER),
    managedFields: ignored(SERVER),
    ownerReferences: ignored('nothing here owns another object'),
    finalizers: ignored('`down` removes a pod at once'),
  }),
);
export type Metadata = z.output<typeof metadata>;
