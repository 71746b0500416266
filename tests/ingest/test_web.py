"""Fetching by address: what must not be reached is not, whatever the way it is written; limits hold."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from core.ingest.records import RecordError
from core.ingest.web import FetchError, Policy, fetch, fetch_document, is_public

WORDS = "سيصل إلى العاصمة مساء اليوم لبحث ترتيبات الجولة المقبلة من المحادثات، بحسب بيان وزع على الصحافيين في مقر الوزارة."
PAGE = "".join(f"<p>أعلنت الوزارة أن {subject} {WORDS}</p>" for subject in ("الوفد", "الوزير", "المبعوث", "السفير", "المندوب"))
ASKED: list[str] = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ASKED.append(self.path)
        name = self.path.split("?")[0]
        if name.startswith("/to/"):
            return self.answer(302, "text/html", b"", {"Location": name.removeprefix("/to/").replace("~", "://").replace("|", "/")})
        if name == "/loop":
            return self.answer(302, "text/html", b"", {"Location": "/loop"})
        if name == "/nowhere":
            return self.answer(302, "text/html", b"")
        if name == "/big":
            return self.answer(200, "text/html", b"x" * 3_000)
        if name == "/arabic":
            self.send_response(302)
            self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /" + "خبر".encode() + b"\r\nConnection: close\r\n\r\n")
            return None
        if name in ("/bomb", "/deflate"):
            return self.answer(200, "text/html", gzip.compress(b"a" * 50_000_000), {"Content-Encoding": name.strip("/")})
        if name == "/chunks":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(400):
                    self.wfile.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
            return None
        if name == "/continue":
            with contextlib.suppress(OSError):
                for _ in range(200):
                    self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    time.sleep(0.05)
            return None
        if name == "/headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5_000 + b"\r\n")
            return None
        if name == "/header":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 500_000 + b"\r\n\r\n")
            return None
        if name == "/garbage":
            self.wfile.write(b"\x16\x03\x01\x02\x00\x01\xff\xfe" * 10)
            return None
        if name == "/pdf":
            return self.answer(200, "application/pdf", b"%PDF")
        if name == "/gzip":
            return self.answer(200, "text/html", b"x", {"Content-Encoding": "gzip"})
        if name == "/missing":
            return self.answer(404, "text/html", b"x")
        if name == "/plain":
            return self.answer(200, "text/plain; charset=windows-1256", ("وصل الوفد إلى العاصمة مساء اليوم.\n" * 5).encode("cp1256"))
        if name == "/slow":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
            return None
        return self.answer(
            200, "text/html", f"<html><head><title>وصول</title></head><body><article>{PAGE}</article></body></html>".encode()
        )

    def answer(self, status: int, kind: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def policy(port: int) -> Policy:
    """The local server stands for the public address 93.184.216.34; only that is let through."""
    ASKED.clear()
    hosts = {"news.example": ["127.0.0.1"], "inside.example": ["10.0.0.7"], "both.example": ["127.0.0.1", "192.168.0.1"]}

    def resolver(host: str, port: int) -> list[str]:
        if host not in hosts:
            raise OSError("unknown")
        return hosts[host]

    return Policy(
        ports=frozenset({port}), resolver=resolver, allowed=lambda address: address == "127.0.0.1", max_bytes=2_000_000, seconds=5
    )


def test_a_page_becomes_a_document(policy: Policy, port: int) -> None:
    doc = fetch_document(f"http://news.example:{port}/a?b=ج#top", policy=policy)
    assert doc.text.count("أعلنت الوزارة") >= 5 and doc.url == f"http://news.example:{port}/a?b=ج" and doc.id.startswith("web-")
    assert ASKED == ["/a?b=%D8%AC"]


def test_plain_text_in_an_old_encoding(policy: Policy, port: int) -> None:
    assert fetch_document(f"http://news.example:{port}/plain", policy=policy).text.startswith("وصل الوفد")


def test_redirects_are_followed_inside_the_public_web(policy: Policy, port: int) -> None:
    assert fetch(f"http://news.example:{port}/to/|ok", policy).url == f"http://news.example:{port}/ok"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/to/http~inside.example:{port}|", "public web"),
        ("/to/http~both.example:{port}|", "public web"),
        ("/to/file~|etc|passwd", "only http and https"),
        ("/to/http~news.example:22|", "port 22"),
        ("/to/http~unknown.example:{port}|", "not known"),
        ("/to/http~user:word@news.example:{port}|", "no plain host name"),
        ("/to/||inside.example:{port}|", "public web"),
        ("/to/javascript:alert(1)", "only http and https"),
        ("/bomb", "packs the page"),
        ("/deflate", "packs the page"),
        ("/chunks", "larger than"),
        ("/headers", "does not answer as a web server"),
        ("/header", "does not answer as a web server"),
        ("/garbage", "does not answer as a web server"),
        ("/loop", "more than 5 redirects"),
        ("/nowhere", "leads nowhere"),
        ("/pdf", "application/pdf"),
        ("/gzip", "packs the page"),
        ("/missing", "answers 404"),
    ],
)
def test_what_is_not_fetched(policy: Policy, port: int, path: str, what: str) -> None:
    with pytest.raises(FetchError, match=what):
        fetch(f"http://news.example:{port}{path.format(port=port)}", policy)


def test_size_and_time_are_bounded(policy: Policy, port: int) -> None:
    from dataclasses import replace

    with pytest.raises(FetchError, match="larger than"):
        fetch(f"http://news.example:{port}/big", replace(policy, max_bytes=1_000))
    start = time.monotonic()
    with pytest.raises(FetchError, match="took longer"):
        fetch(f"http://news.example:{port}/slow", replace(policy, seconds=0.4))
    assert time.monotonic() - start < 3


def test_a_server_that_always_says_wait_is_left(policy: Policy, port: int) -> None:
    from dataclasses import replace

    with pytest.raises(FetchError, match="took longer"):
        fetch(f"http://news.example:{port}/continue", replace(policy, seconds=0.5))


def test_a_redirect_in_raw_arabic_is_followed(policy: Policy, port: int) -> None:
    assert fetch(f"http://news.example:{port}/arabic", policy).url.endswith("/خبر") and ASKED[-1] == "/%D8%AE%D8%A8%D8%B1"


def test_another_address_of_the_host_is_tried(policy: Policy, port: int) -> None:
    """Of several servers one is down; all were checked before any was asked."""
    from dataclasses import replace

    several = replace(policy, resolver=lambda host, port: ["127.0.0.9", "127.0.0.1"], allowed=lambda a: a.startswith("127.0.0."))
    assert fetch(f"http://news.example:{port}/", several).data
    with pytest.raises(FetchError, match="public web"):
        fetch(f"http://news.example:{port}/", replace(several, allowed=policy.allowed))


def test_a_server_that_says_nothing_is_left(policy: Policy) -> None:
    from dataclasses import replace

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(FetchError):
            fetch(f"http://news.example:{port}/", replace(policy, ports=frozenset({port}), seconds=0.4))


def test_the_connection_goes_to_the_address_that_was_checked(policy: Policy, port: int) -> None:
    """A name that resolves differently the second time (DNS rebinding) is asked once only."""
    from dataclasses import replace

    answers = [["127.0.0.1"], ["10.0.0.7"]]
    fetch(f"http://news.example:{port}/", replace(policy, resolver=lambda host, port: answers.pop(0)))
    assert answers == [["10.0.0.7"]]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://127.1/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/",
        "http://[fd00:ec2::254]/", "http://0.0.0.0/", "http://[::]/", "http://100.64.0.1/", "http://192.168.1.1/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://user:word@example.org/", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)",
        "data:text/html,x", "gopher://example.org/", "http://example.org:22/", "http://", "", "http://exa mple.org/", "http://a\r\nb/",
        "http://" + "a" * 3_000, "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://127.0.0.1.:80/", "http://[::ffff:7f00:1]/",
        "http://[::ffff:0:7f00:1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[fe80::1%25eth0]/", "http://0/", "http://017700000001/",
        "http://example.org@127.0.0.1/", "http://127.0.0.1#@example.org/", "http://127.0.0.1:80\\@example.org/", "//127.0.0.1/", "http:///x",
        "http://[::1", "http://a:99999/", "http://\u202eexample.org/", "http://192.0.2.1/", "http://metadata.google.internal/",
    ],
)  # fmt: skip
def test_nothing_but_the_public_web_is_asked(url: str) -> None:
    with pytest.raises(RecordError):
        fetch(url, Policy(seconds=2))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1",
     "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1", "198.18.0.1",
     "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::1", "::7f00:1",
     "::ffff:0:10.0.0.1", "64:ff9b:1::a00:1", "fec0::1", "3fff::1", "5f00::1", "192.88.99.1", "192.0.2.1",
     "64:ff9b:1::808:808", "2001:db8::1", "2620:0:1::5efe:a00:1", "2620:0:1::200:5efe:a00:1", "100::1", "255.255.255.255", "0.1.2.3"],
)  # fmt: skip
def test_addresses_that_are_not(address: str) -> None:
    assert not is_public(address)
