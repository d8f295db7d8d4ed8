export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** Above 0: shown with `-o wide` only. */
  readonly priority: number;
}

/** `Name`, `Ready`, `IP+` (wide only), `Desired:integer`. */
function columns(...words: readonly string[]): readonly Column[] {
  return words.map((word) => {
    const [, name = '', type = 'string', wide] = /^([^:+]+)(?::(\w+))?(\+)?$/.exec(word) ?? [];
    const format = name === 'Name' ? 'name' : '';
    return { name, type, format, description: '', priority: wide ? 1 : 0 };
  });
}

const containers = ['Containers+', 'Images+'];
const counted = ['Name', 'Desired:integer', 'Current:integer', 'Ready:integer'];
const replicated = columns(...counted, 'Age', ...containers, 'Selector+');
const events = ['Last Seen', 'Type', 'Reason', 'Object', 'Subobject+', 'Source+', 'Message'];

/** The columns of a server of 1.35, by resource. Source: kubernetes `pkg/printers/internalversion/printers.go`. */
export const columnsOf: Readonly<Record<string, readonly Column[]>> = {
  configmaps: columns('Name', 'Data', 'Age'),
  endpoints: columns('Name', 'Endpoints', 'Age'),
  events: columns(...events, 'First Seen+', 'Count+', 'Name+'),
  namespaces: columns('Name', 'Status', 'Age'),
  nodes: columns(
    ...['Name', 'Status', 'Roles', 'Age', 'Version', 'Internal-IP+', 'External-IP+'],
    ...['OS-Image+', 'Kernel-Version+', 'Container-Runtime+'],
  ),
  persistentvolumeclaims: columns(
    ...['Name', 'Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass'],
    ...['VolumeAttributesClass', 'Age', 'VolumeMode+'],
  ),
  pods: columns(
    ...['Name', 'Ready', 'Status', 'Restarts', 'Age'],
    ...['IP+', 'Node+', 'Nominated Node+', 'Readiness Gates+'],
  ),
  replicationcontrollers: replicated,
  secrets: columns('Name', 'Type', 'Data', 'Age'),
  serviceaccounts: columns('Name', 'Age'),
  services: columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector+'),
  'daemonsets.apps': columns(
    ...[...counted, 'Up-to-date:integer', 'Available:integer', 'Node Selector', 'Age'],
    ...[...containers, 'Selector+'],
  ),
  'deployments.apps': columns('Name', 'Ready', 'Up-to-date', 'Available', 'Age', ...containers, 'Selector+'),
  'replicasets.apps': replicated,
  'statefulsets.apps': columns('Name', 'Ready', 'Age', ...containers),
  'cronjobs.batch': columns(
    ...['Name', 'Schedule', 'Timezone', 'Suspend:boolean', 'Active:integer', 'Last Schedule', 'Age'],
    ...[...containers, 'Selector+'],
  ),
  'jobs.batch': columns('Name', 'Status', 'Completions', 'Duration', 'Age', ...containers, 'Selector+'),
  'leases.coordination.k8s.io': columns('Name', 'Holder', 'Age'),
  'endpointslices.discovery.k8s.io': columns('Name', 'AddressType', 'Ports', 'Endpoints', 'Age'),
};

/** Of a resource that has none of its own. */
export const plainColumns: readonly Column[] = columns('Name', 'Created At:date');
