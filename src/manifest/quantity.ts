/**
 * Kubernetes quantities: a decimal number with an SI suffix (`m` is a thousandth), a binary one (`Ki`) or an exponent.
 * Source: k8s.io/apimachinery `api/resource/quantity.go`.
 */
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([KMGTPE]i|[numkMGTPE]))?$/;

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The plain number behind a quantity (bytes, cores); undefined when it is none. */
export function parseQuantity(quantity: string | number): number | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (!match) return undefined;
  const [, digits, exponent, suffix] = match;
  // `1e3` rather than 1 * 10 ** 3: the number parser rounds once.
  if (exponent) return Number(`${digits}${exponent}`);
  return Number(digits) * (suffix ? FACTORS[suffix]! : 1);
}
