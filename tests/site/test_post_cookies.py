"""A browser signs in at a post over HTTPS: its cookies come in one line."""

from pathlib import Path

from dodomu.site import stack
from dodomu.site.post.authority import Certificates


def test_the_server_speaks_no_http_2_where_cookies_come_in_pieces_that_are_joined_wrongly(tmp_path: Path):
    files = Certificates(*(tmp_path / name for name in ("chain", "key", "ca")), fingerprint="")
    for given in (None, files):
        command = list(stack.granian("127.0.0.1", 8000, 1, given))
        assert command[command.index("--http") + 1] == "1"
