"""Where the public reads and checks what we say; printed on posters, so these never change."""


def advice_page(base: str, slug: str, number: int) -> str:
    """Return the address of one piece of advice."""
    return f"{advice_list(base, slug)}/{number}"


def advice_list(base: str, slug: str) -> str:
    """Return the address of all advice of a crisis."""
    return f"{base.rstrip('/')}/c/{slug}/advice"


def check_page(base: str, code: str = "") -> str:
    """Return the address where anyone checks a text or a code; with a code, its answer."""
    return f"{base.rstrip('/')}/check" + (f"?code={code}" if code else "")


def own_voice(base: str, token: str) -> str:
    """Return the address where somebody reads what they said and what they were answered."""
    return f"{base.rstrip('/')}/v/{token}"
