import { capturePolicy, type Policy } from '../../../src/capture/policy/policy.ts';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import type { CaptureOptions } from '../../../src/pod/model.ts';

export function policyOf(given: Partial<CaptureOptions> = {}): Policy {
  return capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...given }));
}
