/** The configuration of a node that lives in namespaces of its own, without rights that a container lacks. */

/** The pods' network: a bridge that leads nowhere else. */
export function networkConfig() {
  const bridge = {
    type: 'bridge',
    bridge: 'judge0',
    isGateway: true,
    ipMasq: false,
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      dataDir: '/var/lib/cni/ipam',
      ranges: [[{ subnet: '10.234.77.0/24' }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  };
  return JSON.stringify({ cniVersion: '0.4.0', name: 'judge', plugins: [bridge] });
}

/** Settings of the whole machine that the kubelet wants to set: it finds the values it wants in files of its own. */
const sysctls = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
};

/** What happens once inside the namespaces. The kubelet wants a default route; this one leads nowhere. */
export function preparation(folder) {
  const settings = Object.entries(sysctls).flatMap(([name, value]) => {
    const file = `${folder}/sysctl/${name.replaceAll('/', '_')}`;
    return [`echo ${value} > ${file}`, `mount --bind ${file} /proc/sys/${name}`];
  });
  return [
    'set -e',
    'hostname judge',
    'ip link set lo up',
    'ip link add node0 type veth peer name node1',
    'ip addr add 10.234.78.1/24 dev node0',
    'ip link set node0 up',
    'ip link set node1 up',
    'ip route add default via 10.234.78.254 dev node0',
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    ...settings,
    'mkdir -p /var/lib/cni /var/log/pods /var/log/containers /run/netns /etc/cni /var/lib/kubelet',
    'mount --make-private /run/netns 2> /dev/null || true',
    'for d in /run/netns /var/log/pods /var/log/containers; do mount -t tmpfs tmpfs $d; mount --make-shared $d; done',
    `mount --bind ${folder}/cni-data /var/lib/cni`,
    '',
  ].join('\n');
}

/** `restrict_oom_score_adj`: without CAP_SYS_RESOURCE a score cannot go down. */
export function containerdConfig(folder, socket, plugins) {
  return `version = 2
root = "${folder}/containerd"
state = "${folder}/containerd-state"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "node.local/pause:1"
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
`;
}

/** Cgroups are left to containerd. The back-off is that of KEP-4603: 1 s, doubling to 60 s, as Outrider's default. */
export function kubeletConfig(folder, socket, gates) {
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    staticPodPath: `${folder}/manifests`,
    podLogsDir: `${folder}/pods`,
    containerRuntimeEndpoint: `unix://${socket}`,
    cgroupDriver: 'cgroupfs',
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    failSwapOn: false,
    failCgroupV1: false,
    localStorageCapacityIsolation: false,
    protectKernelDefaults: false,
    makeIPTablesUtilChains: false,
    oomScoreAdj: 0,
    maxOpenFiles: 20_000,
    eventRecordQPS: 1000,
    eventBurst: 2000,
    address: '10.234.78.1',
    clusterDomain: 'cluster.local',
    resolvConf: '/dev/null',
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '1Mi' },
    syncFrequency: '10s',
    featureGates: {
      KubeletInUserNamespace: true,
      ReduceDefaultCrashLoopBackOffDecay: true,
      ...Object.fromEntries(gates.map((gate) => [gate, true])),
    },
  });
}
