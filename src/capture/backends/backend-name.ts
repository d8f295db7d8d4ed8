/** iptables has two kernels behind it, each invisible to the other's listing; nftables stands for a table of our own. */
export type Backend = 'iptables-nft' | 'iptables-legacy' | 'nftables';

/** Everything of ours in iptables begins so: chains, and the comments that carry the names of rules. */
export const chainPrefix = 'OUTRIDER_';
export const commentPrefix = 'outrider:';
/** Our nftables tables, in the family `inet`. */
export const captureTable = 'outrider';
export const pinTable = 'outrider_pin';
