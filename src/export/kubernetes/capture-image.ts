/** A public image with `sh`, `iptables`, `sed` and `ip`: Istio's own init container uses it for the same work. */
export const CAPTURE_IMAGE = 'istio/proxyv2:1.27.3';
