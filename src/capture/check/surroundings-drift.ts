import type { IpFamily } from '../../pod/model.ts';
import { hex } from '../backends/iptables-rule.ts';
import type { Step } from '../backends/step.ts';
import { needsRoute } from '../backends/surroundings.ts';
import { cidrText } from '../policy/cidr.ts';
import { capturesInbound, type Policy } from '../policy/policy.ts';
import { passthroughSource } from '../rules/rule-parts.ts';
import type { Drift } from './drift.ts';

/** Undefined when the policy needs nothing beside its rules. What it prints is for `surroundingsDrift`. */
export function surroundingsStep(policy: Policy): Step | undefined {
  if (!capturesInbound(policy)) return undefined;
  const script = (['4', '6'] as const).map(
    (version) =>
      `echo '== rule ${version}'; ip -${version} rule; echo '== route ${version}'; ip -${version} route show table ${policy.tproxy.table}`,
  );
  return {
    argv: ['sh', '-c', [...script, "echo '== lo'", 'ip -o -6 address show dev lo', 'true'].join('; ')],
    purpose: 'see what is prepared for the proxy beside the rules',
    optional: true,
  };
}

/**
 * What the proxy needs beside the rules and does not have any more. Applying capture again mends it. IPv6 is left out
 * where the pod has none: then nothing could be prepared for it.
 *
 * @param text what `surroundingsStep` printed.
 */
export function surroundingsDrift(policy: Policy, text: string): readonly Drift[] {
  const sections = sectionsOf(text);
  if (!sections.has('lo')) return [];
  const hasIpv6 = (sections.get('lo') ?? '').includes(' ::1/128 ');
  const families = policy.families.filter((family) => family === 'ipv4' || hasIpv6);
  return [
    ...(needsRoute(policy) ? families.flatMap((family) => routeDrift(policy, family, sections)) : []),
    ...(hasIpv6 ? sourceDrift(policy, sections) : []),
  ];
}

function routeDrift(
  { tproxy }: Policy,
  family: IpFamily,
  sections: ReadonlyMap<string, string>,
): readonly Drift[] {
  const version = family === 'ipv4' ? '4' : '6';
  const wanted = `fwmark ${hex(tproxy.mark)} lookup ${tproxy.table}`;
  const rules = (sections.get(`rule ${version}`) ?? '').split('\n').map((line) => line.trim());
  const routes = (sections.get(`route ${version}`) ?? '').split('\n');
  const lost: Drift[] = [];
  if (!rules.some((line) => line.endsWith(wanted)))
    lost.push(
      missing(`the ${family} routing rule (${wanted}) is gone: captured packets do not reach the proxy`),
    );
  if (!routes.some((line) => /^local (default|0\.0\.0\.0\/0|::\/0) dev lo\b/.test(line)))
    lost.push(
      missing(
        `the ${family} route of table ${tproxy.table} is gone: captured packets do not reach the proxy`,
      ),
    );
  return lost;
}

function sourceDrift(policy: Policy, sections: ReadonlyMap<string, string>): readonly Drift[] {
  const address = `${cidrText(passthroughSource.ipv6)}/128`;
  if (!policy.families.includes('ipv6') || (sections.get('lo') ?? '').includes(` ${address} `)) return [];
  return [
    missing(`the address ${address} on lo is gone: a proxy cannot hand IPv6 connections on to the app`),
  ];
}

function missing(message: string): Drift {
  return { kind: 'missing', hook: 'prerouting', message };
}

/** The text below each `== NAME`. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(/^== /m)
      .slice(1)
      .map((part) => {
        const [name = '', ...lines] = part.split('\n');
        return [name, lines.join('\n')] as const;
      }),
  );
}
