import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceProvider } from '../pod/provided.ts';

/** The providers that have been asked for their services and not yet told to take them away, as this machine remembers them. */
export function keptProviders(file: string): readonly ServiceProvider[] {
  try {
    const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(data) ? (data as readonly ServiceProvider[]) : [];
  } catch {
    return [];
  }
}

/** Options may be secret, so only this user can read the file. None removes it. */
export function keepProviders(file: string, providers: readonly ServiceProvider[]): void {
  if (providers.length === 0) return rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(providers), { mode: 0o600 });
  renameSync(written, file);
}
