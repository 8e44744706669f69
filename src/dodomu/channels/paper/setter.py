"""Sets one document: JSON on the standard input, PDF on the standard output. Run as a process of its own.

typst remembers what it has set, names and telephones too, and a process that set twelve lists of a thousand people held
1.4 GB. A process that ends remembers nothing; and a text that somebody made to stop typst stops nobody else.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
MOST_SECONDS = 60  # of computing
EPOCH = 0  # the file does not say when it was made: the same data give the same bytes


def pdf(order: dict[str, Any]) -> bytes:
    """Return the document that a template makes of data."""
    compiler = typst.Compiler(
        TEMPLATES / f"{order['template']}.typ",
        root=TEMPLATES,
        font_paths=typst.Fonts(include_system_fonts=True, include_embedded_fonts=True),
        ignore_system_fonts=True,  # they are in the list above, after those that typst carries
        sys_inputs={"data": json.dumps(order["data"], ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", timestamp=EPOCH, pdf_tags=order["tags"])
    if not isinstance(made, bytes):
        raise TypeError("typst gave no document")
    return made


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.buffer.write(pdf(json.load(sys.stdin.buffer)))
