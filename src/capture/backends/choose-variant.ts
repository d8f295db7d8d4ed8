import { trialOf } from './trials.ts';

const trial = trialOf('iptables-nft', 'base');

const anyVariant = `variants='iptables-nft iptables-legacy iptables'`;

/** Where the engine has its own rules, as both variants work side by side in an order of their own. */
const dockersVariantFirst = `
${anyVariant}
if iptables-legacy-save 2> /dev/null | grep -q '^:DOCKER_OUTPUT '; then variants='iptables-legacy iptables-nft'; fi`.trimStart();

/** A variant counts when it loads a harmless rule: its program may be there where its kernel part is not. */
const choose = `
variant=
for name in $variants; do
  command -v "$name-restore" > /dev/null 2>&1 || continue
  if "$name-restore" --noflush > /dev/null 2>&1 << 'TRIAL'
${trial.load.stdin}TRIAL
  then
    "$name-restore" --noflush > /dev/null 2>&1 << 'UNDO' || true
${trial.unload.stdin}UNDO
    variant=$name
    break
  fi
done
if [ -z "$variant" ]; then
  echo 'capture: no iptables loads rules here; the container needs CAP_NET_ADMIN, and its image iptables' >&2
  exit 1
fi`.trimStart();

/**
 * Lines for `sh` that set `$variant` to the iptables that loads rules in the network namespace, or end with 1. Beside the rules
 * of an engine its own variant comes first.
 */
export function chooseVariant(beside: 'docker' | 'nothing'): string {
  return `${beside === 'docker' ? dockersVariantFirst : anyVariant}\n${choose}`;
}
