import type { Traffic } from '../../events/traffic.ts';
import { addressName } from '../../ui/view/address-names.ts';
import { bytes } from '../../ui/view/words.ts';
import type { Shown } from './shown.ts';

/** The rules of each pod with their counters, and its connections, at the moment. */
export function TrafficTables({ session, view, at }: Shown) {
  const pods = Object.keys(view.pods).flatMap((pod) => {
    const traffic = session.samples.trafficAt(pod, at);
    return traffic ? [{ pod, traffic }] : [];
  });
  if (pods.length === 0)
    return (
      <p className="empty">
        {session.samples.hasTraffic()
          ? 'No rules are known at this moment.'
          : 'No rules were sampled: no pod captures traffic, or the recording is older.'}
      </p>
    );
  return pods.map(({ pod, traffic }) => (
    <div key={pod} className="traffic">
      <h3>{pod}</h3>
      <Rules pod={pod} traffic={traffic} />
      <table>
        <caption>Connections of {pod}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Original destination</th>
            <th scope="col">Taken by</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {traffic.flows.map((flow) => (
            <tr
              key={`${flow.protocol} ${flow.source} ${flow.destination}`}
              className={flow.phase === 'closed' ? 'later' : ''}
            >
              <td>{addressName(view, pod, flow.source)}</td>
              <td title={flow.destination}>{addressName(view, pod, flow.destination)}</td>
              <td title={flow.why}>{flow.takenBy === 'none' ? 'left alone' : flow.takenBy}</td>
              <td>{flow.phase}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  ));
}

function Rules({ pod, traffic }: { readonly pod: string; readonly traffic: Traffic }) {
  return (
    <table>
      <caption>Rules of {pod}</caption>
      <thead>
        <tr>
          <th scope="col">Chain</th>
          <th scope="col">Rule</th>
          <th scope="col">Verdict</th>
          <th scope="col" className="number">
            Packets
          </th>
          <th scope="col" className="number">
            Bytes
          </th>
        </tr>
      </thead>
      <tbody>
        {traffic.rules.map(({ name, chain, verdict, purpose, packets, bytes: size }) => (
          <tr key={`${chain} ${name}`} className={packets === 0 ? 'later' : ''}>
            <td>{chain}</td>
            <td title={purpose}>{name}</td>
            <td>{verdict}</td>
            <td className="number">{packets}</td>
            <td className="number">{bytes(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
