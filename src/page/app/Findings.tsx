import type { Shown } from './shown.ts';

/** What is wrong at the moment, with its cure. */
export function Findings({ findings, page }: Shown) {
  if (findings.length === 0) return <p className="empty">Nothing is wrong at this moment.</p>;
  return (
    <ul className="findings">
      {findings.map(({ name, pod, service, container, message, cure, evidence, since }) => (
        <li key={`${name} ${pod} ${service} ${container}`}>
          <h3>
            {service ?? pod}: {message}
          </h3>
          <p className="cure">{cure}.</p>
          <ul>
            {evidence.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
          {since !== undefined && (
            <button type="button" className="quiet" onClick={() => page.setMoment(Date.parse(since))}>
              Go to where it began
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
