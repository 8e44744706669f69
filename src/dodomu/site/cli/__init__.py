"""The command `dodomu`: one verb a file in this folder, imported only when it is called."""

from dodomu.site.cli.main import main

__all__ = ["main"]
