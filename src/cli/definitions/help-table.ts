import type { CommandHelp } from './command-help.ts';
import { pageHelp } from './page-help.ts';

/** What `--help` adds to the flags, by the words that call the command. */
export const helpOf: Readonly<Record<string, CommandHelp>> = {
  ...pageHelp,
  up: {
    examples: [
      ['outrider up pod.yaml --with haproxy', 'with a proxy in the way of its traffic'],
      ['outrider up -d --wait pod.yaml', 'leaves it running once it is ready'],
    ],
  },
  run: {
    examples: [
      ['outrider run nginx:1.27 -p 8080:80 --with haproxy', 'an image, a port and a proxy'],
      ['outrider run busybox --dry-run -- sleep 60', 'prints the manifest to go on from'],
    ],
  },
  down: {
    about:
      'Stops pods in order and removes everything of theirs, also after a crash and where their supervisor hangs. Claims stay, unless --volumes is given.',
    examples: [
      ['outrider down', 'every pod of the project'],
      ['outrider down web --grace-period 5', 'one pod, within five seconds'],
    ],
  },
  ps: {
    about:
      'Lists the containers of the pods in their order of start, with state, readiness, restarts and what is wrong.',
    examples: [
      ['outrider ps', 'the pods of the project of this folder'],
      ['outrider ps --all -o json', 'of every project, for a program'],
    ],
  },
  kubeconfig: {
    about:
      'Serves the pods under the Kubernetes API on 127.0.0.1 and prints the path of a kubeconfig for it. The server ends with the pods.',
    examples: [
      ['export KUBECONFIG=$(outrider kubeconfig)', 'kubectl, k9s and stern work on the pods of the project'],
      ['outrider kubeconfig --all --merge', 'a context for every project, in your own kubeconfig'],
    ],
  },
  logs: {
    about:
      'Prints the log of all containers in the order in which the lines were written. It also reads what runs under another terminal.',
    examples: [
      ['outrider logs -f web -c proxy', 'follows one container'],
      ['outrider logs --level warn --since 10m', 'what went wrong lately'],
    ],
  },
  attach: {
    about:
      'Shows pods that run detached or in another terminal, in the full-screen view or as text. Leaving it leaves them running.',
    examples: [
      ['outrider attach', 'every pod of the project'],
      ['outrider attach web -o json', 'one event a line'],
    ],
  },
  why: {
    about:
      'Says what is wrong with a pod or a container, since when, and the cure, in its first line. Where nothing is, it says what it waits for and when that is tried again.',
    examples: [
      ['outrider why', 'every pod'],
      ['outrider why web/proxy', 'one container'],
    ],
  },
  timeline: {
    about:
      'Draws one bar a container, from its creation to its end. It reads the pods that run, or a recording.',
    examples: [
      ['outrider timeline --critical', 'what the start of each pod waited for'],
      ['outrider timeline --recording run.jsonl --svg run.svg', 'a picture of a recording'],
    ],
  },
  replay: {
    about: 'Shows a recording in the same view, without an engine.',
    examples: [
      ['outrider replay run.jsonl', 'as it happened'],
      ['outrider replay run.jsonl --speed 4', 'four times as fast'],
    ],
  },
  trace: {
    examples: [
      ['outrider trace', 'the newest requests'],
      ['outrider trace req-0002', 'one of them through every container'],
    ],
  },
  compare: {
    examples: [
      ['outrider compare pod.yaml --context kind-dev', 'here and on a cluster'],
      ['outrider compare pod.yaml --context kind-dev -o json', 'for a program'],
    ],
  },
  restart: {
    about: 'Restarts containers, or whole pods in order. Each container is a new one afterwards.',
    examples: [
      ['outrider restart web/app', 'one container'],
      ['outrider restart web', 'all of a pod, in order'],
    ],
  },
  stop: {
    about: 'Stops containers, which stay stopped until they are restarted, or ends whole pods in order.',
    examples: [
      ['outrider stop web/proxy', 'one container'],
      ['outrider stop web', 'a pod, the apps before the sidecars'],
    ],
  },
  kill: {
    about: 'Sends a signal to containers, or kills whole pods. The restart policy decides what follows.',
    examples: [
      ['outrider kill web/app', 'with SIGKILL'],
      ['outrider kill web/proxy --signal HUP', 'with another signal'],
    ],
  },
  exec: {
    about: 'Runs a command in a container and answers with its exit code.',
    examples: [
      ['outrider exec web/app -- env', 'one command'],
      ['outrider exec web/app -- sh', 'a shell, where there is a terminal'],
    ],
  },
  debug: {
    about:
      'Opens a shell, or runs a tool, in the network namespace of a pod. The tools come with Outrider, not with the image of the app.',
    examples: [
      ['outrider debug web', 'a shell'],
      ['outrider debug web -- tcpdump -ni any port 8080', 'what goes over the wire'],
    ],
  },
  pcap: {
    about:
      'Records the packets of a pod as pcapng, with the names of the pods, until Ctrl-C. Packets of a redirected connection carry its original destination.',
    examples: [
      ['outrider pcap web tcp', 'writes web.pcapng'],
      ['outrider pcap web --open', 'shows them in Wireshark as they come'],
    ],
  },
  init: {
    about: 'Writes a first manifest that runs as it is, with a comment a line.',
    examples: [
      ['outrider init', 'writes pod.yaml'],
      ['outrider init web.yaml --from nginx:1.27 --with envoy', 'with an image of yours and a proxy'],
    ],
  },
  plan: {
    about:
      'Prints the order of start and stop, what gates what, and the worst-case times. It needs no engine.',
    examples: [
      ['outrider plan pod.yaml', 'of a manifest'],
      ['outrider plan pod.yaml --svg plan.svg', 'as a picture'],
    ],
  },
  lint: {
    about: 'Says what will hurt in manifests, each with its line and its cure. It needs no engine.',
    examples: [
      ['outrider lint pod.yaml', 'as text'],
      ['outrider lint --strict -o sarif k8s/', 'for CI: a warning fails'],
    ],
  },
  config: {
    about: 'Checks manifests and prints the pods as they would run, recipes and defaults included.',
    examples: [
      ['outrider config pod.yaml', 'of a manifest'],
      ['outrider config compose.yaml --with haproxy', 'of a Compose file with a recipe'],
    ],
  },
  schema: {
    about: 'Prints the JSON schema with which an editor completes and checks the files.',
    examples: [
      ['outrider schema', 'of manifests'],
      ['outrider schema compose', 'of what x-outrider takes in a Compose file'],
    ],
  },
  export: {
    about: 'Prints the pods for somebody who has no Outrider.',
    examples: [
      ['outrider export kubernetes pod.yaml --with envoy', 'for a cluster'],
      ['outrider export compose pod.yaml', 'for docker compose'],
    ],
  },
  'export kubernetes': {
    about:
      'Prints manifests that run on a cluster without Outrider: sidecars, capture rules and ConfigMaps are in them.',
    examples: [
      ['outrider export kubernetes pod.yaml --with envoy', 'on standard output'],
      ['outrider export kubernetes pod.yaml --kustomize k8s', 'a base and an overlay in a folder'],
    ],
  },
  'export compose': {
    about:
      'Prints a Compose file that runs under `docker compose` alone. Comments in it say what Compose has no word for.',
    examples: [
      ['outrider export compose pod.yaml', 'of a manifest'],
      ['outrider export compose compose.yaml --with haproxy', 'a Compose file with a proxy'],
    ],
  },
  capture: {
    about: 'Looks at the network side of pods, and switches it.',
    examples: [
      ['outrider capture rules', 'every rule in words'],
      ['outrider capture off web', 'traffic goes past the proxy'],
    ],
  },
  'capture status': {
    about: 'Says whether capture is on, with which backend, and what works against it.',
    examples: [
      ['outrider capture status', 'every pod'],
      ['outrider capture status web -o json', 'one pod, for a program'],
    ],
  },
  'capture rules': {
    about: 'Prints every rule in words, with what it has counted.',
    examples: [
      ['outrider capture rules', 'every pod'],
      ['outrider capture rules web -o json', 'one pod, for a program'],
    ],
  },
  'capture flows': {
    about: 'Prints connections with their original destination and who took them.',
    examples: [
      ['outrider capture flows', 'every pod'],
      ['outrider capture flows web -o json', 'one pod, for a program'],
    ],
  },
  'capture verify': {
    about: 'Proves from inside that capture is on, in both directions and both address families.',
    examples: [
      ['outrider capture verify', 'every pod'],
      ['outrider capture verify web -o json', 'one pod, for a program'],
    ],
  },
  'capture on': {
    about: 'Switches capture on. Open connections keep their way.',
    examples: [
      ['outrider capture on', 'every pod'],
      ['outrider capture on web', 'one pod'],
    ],
  },
  'capture off': {
    about: 'Switches capture off. Open connections keep their way.',
    examples: [
      ['outrider capture off', 'every pod'],
      ['outrider capture off web', 'one pod'],
    ],
  },
  recipes: {
    about: 'Lists the sidecars that are ready to add, or shows one with its parameters.',
    examples: [
      ['outrider recipes', 'all of them'],
      ['outrider recipes envoy', 'one, with its parameters'],
    ],
  },
  inject: {
    about: 'Prints manifests with recipes added, ready for a cluster.',
    examples: [
      ['outrider inject pod.yaml --with haproxy', 'of a manifest'],
      ['outrider inject compose.yaml --with envoy', 'what the services of a Compose file become'],
    ],
  },
  doctor: {
    about: 'Says what the engine can do, and what will be missing.',
    examples: [
      ['outrider doctor', 'of the engine that is used'],
      ['outrider doctor -H ssh://me@server', 'of another one'],
    ],
  },
  completion: {
    about: 'Prints a script with which a shell completes commands, flags, pods and files.',
    examples: [
      ['eval "$(outrider completion bash)"', 'for this bash'],
      ['outrider completion fish > ~/.config/fish/completions/outrider.fish', 'for fish'],
    ],
  },
  version: {
    about: 'Prints the version of Outrider and of the engine.',
    examples: [
      ['outrider version', 'as text'],
      ['outrider version -H ssh://me@server', 'with the engine of another machine'],
    ],
  },
};
