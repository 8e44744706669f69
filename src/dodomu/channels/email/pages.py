"""HTML → text: what somebody would read aloud of it. Nothing is run, loaded or looked up.

One pass over the tags, in time that grows with the length and no faster: `html.parser` of Pythons before 3.11.14 does
not promise that for what is broken on purpose.
"""

import re
from html import unescape

LONGEST = 500_000
TOKEN = re.compile(
    r"<!--|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9:]{0,30})(?P<rest>(?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+'){0,60}+)>"
    r"|<[!?][^<>]{0,500}>|(?P<words>[^<]+)|<"
)
DROPPED = {"script", "style", "head", "title", "template", "noscript", "svg", "object"}
LINES = {"br", "tr", "li", "hr", "dt", "dd", "option"}
BLOCKS = {
    "p",
    "div",
    "table",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
}
BLANKS = re.compile(r"[ \t\n\r\f\u00a0]+")
QUOTE = re.compile(r"gmail_quote|yahoo_quoted|type=.?cite|mailru-blockquote|moz-cite", re.IGNORECASE)
QUOTED = "> "


def text_of(page: str) -> str:
    """Return the words of a page, lines where it has lines, and a mark before each line that is quoted."""
    return _Reading(page[:LONGEST]).text()


class _Reading:
    """Where we are in a page."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._lines: list[str] = []
        self._line: list[str] = []
        self._depth: list[tuple[str, bool]] = []  # open quotations: the tag, and whether it is the quoting one
        self._quotes = 0
        self._endless: set[str] = set()  # tags that are never closed from here on

    def text(self) -> str:
        """Read to the end."""
        at = 0
        while at < len(self._page):
            token = TOKEN.match(self._page, at)
            if token is None:  # cannot be: every letter begins one
                break
            at = self._take(token)
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()

    def _take(self, token: re.Match[str]) -> int:
        if token[0] == "<!--":
            end = self._page.find("-->", token.end())
            return len(self._page) if end < 0 else end + 3
        if token["words"] is not None or token[0] == "<":
            self._line.append(BLANKS.sub(" ", unescape(token[0])))
        elif token["tag"]:
            return self._tag(token)
        return token.end()

    def _tag(self, token: re.Match[str]) -> int:
        tag, is_end = token["tag"].lower(), bool(token["end"])
        if tag in DROPPED and not is_end:
            return self._after(tag, token.end())
        if tag in LINES and not (is_end and tag == "br"):
            self._break(always=tag == "br")
            if tag == "li" and not is_end:
                self._line.append("– ")
        elif tag in ("td", "th") and is_end:
            self._line.append(" ")
        elif tag in BLOCKS:
            self._break()
            self._quotation(tag, is_end=is_end, rest=token["rest"])
        return token.end()

    def _after(self, tag: str, at: int) -> int:
        end = None
        if tag not in self._endless:
            end = re.compile(rf"</{tag}[^<>]{{0,50}}>", re.IGNORECASE).search(self._page, at)
        if end is None:
            self._endless.add(tag)
            return len(self._page) if tag in ("script", "style") else at
        return end.end()

    def _quotation(self, tag: str, *, is_end: bool, rest: str) -> None:
        if tag not in ("div", "blockquote"):
            return
        if is_end:
            if any(each == tag for each, _ in self._depth[-1:]):
                self._quotes -= self._depth.pop()[1]
            return
        quotes = tag == "blockquote" or bool(QUOTE.search(rest))
        if quotes or self._depth:
            self._depth.append((tag, quotes))
            self._quotes += quotes

    def _break(self, *, always: bool = False) -> None:
        line = "".join(self._line).strip()
        self._line.clear()
        if line or always:
            self._lines.append((QUOTED if self._quotes > 0 else "") + line)
        elif self._lines and self._lines[-1]:
            self._lines.append("")
