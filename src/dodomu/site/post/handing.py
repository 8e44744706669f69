"""Handing the authority's certificate to devices: one small page and one file over plain HTTP, and nothing else."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

PAGE: Final = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Dodomu post</title><h1>Dodomu post</h1>
<p>1. <a href="/dodomu-post.crt">Install this certificate</a>. Compare: <code>{fingerprint}</code></p>
<p>iPhone: Settings → Profile Downloaded → Install, then General → About → Certificate Trust Settings.
Android: Settings → Security → Encryption → Install a certificate → CA certificate.</p>
<p>2. Then open <a href="{gate}">{gate}</a></p></html>
"""


def hand_out(host: str, port: int, certificate: bytes, fingerprint: str, gate: str) -> Callable[[], None]:
    """Serve the page and the certificate until the function that is returned is called."""
    page = PAGE.format(fingerprint=fingerprint, gate=gate).encode()
    files = {"/": ("text/html; charset=utf-8", page), "/dodomu-post.crt": ("application/x-x509-ca-cert", certificate)}

    class Handler(BaseHTTPRequestHandler):
        """Answers for the two addresses that there are."""

        timeout = 10

        def do_GET(self) -> None:
            """Answer."""
            kind, content = files.get(self.path, ("text/plain", b""))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop
