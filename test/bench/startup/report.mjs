import { describeMachine } from '../machine.mjs';
import { ratios, spread } from '../statistics.mjs';
import { table } from '../table.mjs';

/** Outrider's time over the other's, at most. */
const targets = { 'bare calls': 1.25, compose: 0.6 };

/** Everything that was measured, and what follows from it, as data. */
export function evaluate({ machine, compose, ways, rounds }) {
  const times = Object.fromEntries(ways.map(({ name }) => [name, rounds.map((round) => round[name].ms)]));
  const others = Object.keys(times).filter((name) => name !== 'outrider');
  return {
    bench: 'startup',
    machine: { ...machine, compose: compose?.version ?? null },
    times,
    milliseconds: Object.fromEntries(Object.entries(times).map(([name, list]) => [name, spread(list)])),
    ratios: Object.fromEntries(
      others.map((name) => [name, withTarget(ratios(times.outrider, times[name]), targets[name])]),
    ),
    timeline: timeline(rounds.map(({ outrider }) => outrider.timeline)),
  };
}

function withTarget(ratio, target) {
  return target === undefined ? ratio : { ...ratio, target, met: ratio.median <= target };
}

/** When Outrider told what, by the median over the rounds. */
function timeline(rounds) {
  const keyOf = ({ type, container }) => [type, container].filter(Boolean).join(' ');
  const keys = [...new Set(rounds.flatMap((events) => events.map(keyOf)))];
  return keys
    .map((event) => {
      const seen = rounds.flatMap((events) => events.filter((found) => keyOf(found) === event).slice(0, 1));
      return { event, ...spread(seen.map(({ ms }) => ms)) };
    })
    .sort((a, b) => a.median - b.median);
}

/** The same for people. */
export function describe(result) {
  const times = Object.entries(result.milliseconds).map(([name, { median, min, max }]) => [
    name,
    ...[median, min, max].map((ms) => ms.toFixed(0)),
  ]);
  const quotients = Object.entries(result.ratios).map(([name, { median, min, max, target, met }]) => [
    `outrider / ${name}`,
    ...[median, min, max].map((ratio) => ratio.toFixed(2)),
    target === undefined ? '' : `at most ${target.toFixed(2)}: ${met ? 'met' : 'not met'}`,
  ]);
  const events = result.timeline.map(({ event, median, min, max }) => [
    event,
    ...[median, min, max].map((ms) => ms.toFixed(0)),
  ]);
  return [
    describeMachine(result.machine),
    `compose: ${result.machine.compose ?? 'not measured, as it is not installed'}`,
    '',
    table([['milliseconds', 'median', 'min', 'max'], ...times]),
    '',
    table([['ratio, round by round', 'median', 'min', 'max', 'target'], ...quotients]),
    '',
    table([['outrider, ms after its start', 'median', 'min', 'max'], ...events]),
  ].join('\n');
}
