import type { Fault } from './fault.ts';

/** A fault as `parseFault` reads it. */
export function faultWords(fault: Fault): string {
  switch (fault.kind) {
    case 'pause':
    case 'kill':
    case 'stop-signal':
      return fault.kind;
    case 'loss':
    case 'reset':
      return `${fault.kind}=${fault.percent}%`;
    case 'partition':
      return `partition=${fault.peer}`;
    case 'latency':
      return `latency=${fault.ms}ms${fault.jitterMs > 0 ? `±${fault.jitterMs}ms` : ''}`;
    case 'bandwidth':
      return `bandwidth=${rate(fault.bitsPerSecond)}`;
    case 'dns':
      return `dns=${fault.answer}`;
  }
}

function rate(bitsPerSecond: number): string {
  if (bitsPerSecond >= 1e9) return `${bitsPerSecond / 1e9}gbit`;
  return bitsPerSecond >= 1e6 ? `${bitsPerSecond / 1e6}mbit` : `${bitsPerSecond / 1e3}kbit`;
}
