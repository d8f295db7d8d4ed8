"""Whom the two sides of mitmproxy trust: the app trusts its development CA, and it trusts a CA more for servers."""

from pathlib import Path

import certifi
from mitmproxy import ctx

SHARED = Path("/etc/mitmproxy-ca/ca.crt")
UPSTREAM = Path("/etc/mitmproxy-upstream/ca.crt")


def trusted_with(certificate):
    """The certificates that are trusted anyway, and one more."""
    return Path(certifi.where()).read_bytes() + b"\n" + certificate.read_bytes()


def load(loader):
    if UPSTREAM.exists():
        both = Path("/tmp/upstream.pem")
        both.write_bytes(trusted_with(UPSTREAM))
        ctx.options.update(ssl_verify_upstream_trusted_ca=str(both))


def running():
    """The certificate of the CA for the app, never its key; whole at once, for others wait for it."""
    own = Path(ctx.options.confdir) / "mitmproxy-ca-cert.pem"
    half = SHARED.with_suffix(".new")
    half.write_bytes(trusted_with(own))
    half.chmod(0o644)
    half.rename(SHARED)
