const OF_NO_POD = 'an object of which no pod is made is left out, so nobody looks into it';
const NOT_KNOWN = 'a kind that a cluster learns from others';
const NEVER_STARTS = 'the API server takes it, and the kubelet can never start a container of it';

/** Where a file of the corpus is judged otherwise here than by the API server, and why. */
export const otherVerdicts: Readonly<Record<string, string>> = {
  'accepted-other-apiservice.yaml': OF_NO_POD,
  'accepted-other-ingress.yaml': OF_NO_POD,
  'accepted-other-persistentvolume.yaml': OF_NO_POD,
  'accepted-other-service.yaml': NOT_KNOWN,
  'accepted-other-virtualservice.yaml': NOT_KNOWN,
  'accepted-volume-projected.yaml':
    'the judge gives pods no service account, which a token needs; a cluster gives one to each',
  'refused-container-rootuser.yaml': NEVER_STARTS,
  'refused-volume-medium.yaml': NEVER_STARTS,
  'refused-only-a-configmap.yaml': 'there is nothing to run in it',
  'refused-two-namespaces.yaml':
    'containers and the project’s DNS names are made from the names of pods, so two of one name cannot be told apart here',
  'refused-pod-twice.yaml':
    'the second pod of the name is refused when the first is kept; this question keeps none',
};
