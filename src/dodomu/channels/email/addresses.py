"""Mail addresses: which may be written into a mail, and how two that are one are made one.

Only what can stand between < and > without quoting is an address to us. A line end, a blank or a second @ in one is
somebody's attempt to add a header or a recipient.
"""

import re

LONGEST = 254
LOCAL = re.compile(r"[^\s\x00-\x20\x7f\"(),:;<>@\[\]\\]{1,64}")
DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def plain(given: str) -> str:
    """Return an address with its domain in small ASCII letters, or nothing where it is none."""
    local, at, domain = given.strip().rpartition("@")
    if not at or not LOCAL.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local:
        return ""
    try:
        domain = domain.strip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    address = f"{local}@{domain}"
    return address if DOMAIN.fullmatch(domain) and address.isprintable() and len(address) <= LONGEST else ""


def domain_of(address: str) -> str:
    """Return what stands after the @."""
    return address.rpartition("@")[2]
