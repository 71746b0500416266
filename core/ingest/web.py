"""Fetching one article by its address, without letting the address reach anything but the public web.

Only http and https, only the usual ports, only public addresses. The name is resolved once, every address it has is checked, and
the connection goes to the very address that was checked (so a name that changes its mind between check and connection gains
nothing). Each redirect starts over. Size, time, redirects and content types are bounded; proxies from the environment are not
used, cookies and credentials not sent. Rules after OWASP, "Server-Side Request Forgery Prevention"
(https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html).
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from core.ingest.encoding import decode
from core.ingest.html import read_html
from core.ingest.records import RecordError, make_document
from core.model import Document, Published

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
HTML_TYPES = ("text/html", "application/xhtml+xml")
TEXT_TYPES = ("text/plain",)
MAX_URL = 2_000
_AGENT = "Masarat/0.1 (reads one article at a reader's request)"
_MEND = "save the page and give the file"

_EMBEDDING = (
    (ipaddress.ip_network("64:ff9b::/96"), 0),
    (ipaddress.ip_network("::ffff:0:0:0/96"), 0),
    (ipaddress.ip_network("2002::/16"), 80),
    (ipaddress.ip_network("::/96"), 0),
)
"""IPv6 ranges that carry an IPv4 address, and by how many bits it is shifted up: NAT64 (RFC 6052), IPv4-translated
(RFC 2765), 6to4 (RFC 3056), IPv4-compatible."""
_CLOSED = tuple(
    map(ipaddress.ip_network, ("192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "3fff::/20", "5f00::/16", "100::/64", "2001:db8::/32"))
)
"""Ranges that some versions of Python call global: relays of 6to4, local NAT64 (RFC 8215), site-local, documentation, segment
routing, discard-only."""


class FetchError(RecordError):
    """The address was not fetched: ``what`` and how to ``mend`` it."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of ``host``. Raises ``OSError``."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def is_public(address: str) -> bool:
    """Whether ``address`` belongs to the public internet, looked at through every way of writing an IPv4 address as IPv6."""
    ip: Address = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.teredo is not None:
            return False
        for network, shift in _EMBEDDING:
            if ip in network:
                return is_public(str(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)))
        if ip.packed[8:12] in (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe"):  # ISATAP (RFC 5214) ends in an IPv4 address
            return False
    if any(ip in network for network in _CLOSED if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched. ``resolver`` and ``allowed`` (address → may be connected to) are there for tests and closed networks."""

    max_bytes: int = 5_000_000
    seconds: float = 20.0
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    resolver: Callable[[str, int], list[str]] = resolve
    allowed: Callable[[str], bool] = is_public
    context: ssl.SSLContext | None = field(default=None, repr=False)


PUBLIC = Policy()


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: its last ``url``, media ``type`` in lower case and raw ``data``."""

    url: str
    type: str
    data: bytes


def fetch_document(url: str, *, published: Published | None = None, policy: Policy = PUBLIC) -> Document:
    """The article at ``url``. Raises :class:`RecordError` (of which :class:`FetchError` is one) with a line for the reader."""
    page = fetch(url, policy)
    stem = "web-" + hashlib.blake2b(page.url.encode(), digest_size=6).hexdigest()
    if page.type in HTML_TYPES:
        return replace(read_html(page.data, stem, published, page.url), url=page.url)
    return make_document({"text": decode(page.data), "url": page.url}, default_id=stem, published=published)


def fetch(url: str, policy: Policy = PUBLIC) -> Page:
    """Get ``url`` under ``policy``, following redirects. Raises :class:`FetchError`."""
    deadline = time.monotonic() + policy.seconds
    for _ in range(policy.redirects + 1):
        target = _checked(url, policy)
        found = _get(target, policy, deadline)
        if isinstance(found, Page):
            return found
        url = urljoin(urlunsplit(target), found)
    raise FetchError(f"more than {policy.redirects} redirects", _MEND)


def _checked(url: str, policy: Policy) -> SplitResult:
    """The parts of an address that may be asked for. Names are checked when they are resolved."""
    if len(url) > MAX_URL or any(not c.isprintable() or c.isspace() for c in url):
        raise FetchError("this is no web address", "give it as https://…")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii") if ":" not in (parts.hostname or "") else parts.hostname
    except (ValueError, UnicodeError) as error:
        raise FetchError("this is no web address", "give it as https://…") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError("only http and https addresses are fetched", "give it as https://…")
    if not host or parts.username is not None or parts.password is not None:
        raise FetchError("the address holds no plain host name", "give it as https://host/path")
    if (port or (443 if parts.scheme == "https" else 80)) not in policy.ports:
        raise FetchError(f"port {port} is not fetched from", "give an address without a port")
    return parts._replace(fragment="")


def _get(parts: SplitResult, policy: Policy, deadline: float) -> Page | str:
    """One request: the page, or where it redirects to."""
    secure = parts.scheme == "https"
    host = parts.hostname or ""
    port = parts.port or (443 if secure else 80)
    context = policy.context or ssl.create_default_context() if secure else None
    connection = _Pinned(host, port, _addresses(host, port, policy), context, deadline)
    watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), connection.abort)
    watchdog.daemon = True
    watchdog.start()
    try:
        path = _ascii(urlunsplit(("", "", parts.path or "/", parts.query, "")))
        headers = {"User-Agent": _AGENT, "Accept": ", ".join(HTML_TYPES + TEXT_TYPES), "Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", path, headers=headers)
        return _read(connection.getresponse(), urlunsplit(parts), policy, deadline)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, FetchError):
            raise
        late = connection.aborted or time.monotonic() >= deadline
        what = f"it took longer than {policy.seconds:g} seconds" if late else f"{host} does not answer as a web server does"
        raise FetchError(what, "try again later, or " + _MEND) from error
    finally:
        watchdog.cancel()
        connection.close()


def _addresses(host: str, port: int, policy: Policy) -> list[str]:
    """The addresses to connect to; all that the name has must be allowed."""
    try:
        addresses = policy.resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host[:80]} is not known", "check the address") from error
    if not addresses or not all(policy.allowed(address) for address in addresses):
        raise FetchError("the address does not belong to the public web", _MEND)
    return addresses[:4]


def _read(response: http.client.HTTPResponse, url: str, policy: Policy, deadline: float) -> Page | str:
    if response.status in (301, 302, 303, 307, 308):
        location = response.getheader("Location")
        if not location:
            raise FetchError("a redirect leads nowhere", _MEND)
        with contextlib.suppress(UnicodeError):  # raw UTF-8 in a header comes as Latin-1
            location = location.encode("latin-1").decode("utf-8")
        return location
    if response.status != 200:
        raise FetchError(f"the server answers {response.status}", "check the address")
    kind = (response.getheader("Content-Type") or "").split(";")[0].strip().lower()
    if kind not in HTML_TYPES + TEXT_TYPES:
        raise FetchError(f"it is of type {kind[:60] or 'unknown'}, not a page", _MEND)
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise FetchError("the server packs the page though asked not to", _MEND)
    data = bytearray()
    while chunk := response.read(65_536):
        data += chunk
        if len(data) > policy.max_bytes:
            raise FetchError(f"the page is larger than {policy.max_bytes // 1_000_000} MB", _MEND)
        if time.monotonic() > deadline:
            raise TimeoutError
    return Page(url, kind, bytes(data))


def _ascii(path: str) -> str:
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8")) for c in path)


class _Pinned(http.client.HTTPConnection):
    """A connection to one of the addresses that were checked, under the host's own name (also in TLS)."""

    def __init__(self, host: str, port: int, addresses: list[str], context: ssl.SSLContext | None, deadline: float) -> None:
        super().__init__(host, port)
        self.addresses, self.context, self.deadline = addresses, context, deadline
        self.aborted = False
        self.raw: socket.socket | None = None  # `sock` is let go of as soon as the answer begins

    def connect(self) -> None:
        for number, address in enumerate(self.addresses, 1):
            left = max(0.1, self.deadline - time.monotonic()) / (len(self.addresses) - number + 1)
            try:
                self.sock = self.raw = socket.create_connection((address, self.port), left)
                break
            except OSError:  # perhaps this machine has no IPv6, or one of several servers is down
                if number == len(self.addresses):
                    raise
        self.sock.settimeout(max(0.1, self.deadline - time.monotonic()))
        if self.context:
            self.sock = self.raw = self.context.wrap_socket(self.sock, server_hostname=self.host)

    def abort(self) -> None:
        """End the exchange from outside, whatever it is waiting for."""
        self.aborted = True
        if self.raw is not None:
            with contextlib.suppress(OSError):  # already over
                self.raw.shutdown(socket.SHUT_RDWR)
