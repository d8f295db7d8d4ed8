/** iptables has two kernels behind it, each invisible to the other's listing; nftables stands for a table of our own. */
export type Backend = 'iptables-nft' | 'iptables-legacy' | 'nftables';

/** Everything of ours in iptables begins so: chains, and the comments that carry the names of rules. */
export const chainPrefix = 'OUTRIDER_';
export const commentPrefix = 'outrider:';
/** Our nftables tables, in the family `inet`. */
export const captureTable = 'outrider';
export const pinTable = 'outrider_pin';
/** Where the rules of Services are, beside those of capture: a chain of iptables, and a table of nftables in the family `ip`. */
export const servicesChain = 'OUTRIDER-SERVICES';
export const servicesTable = 'outrider_services';
