"""What an SMS centre writes into its units, and reads out of ours, by its own tables."""

import struct
from typing import Any

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_MORE = {10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€"}


def name_of(number: int, form: str) -> bytes:
    return (f"{number:X}" if form == "hex" else str(number)).encode()


def tlv(tag: int, value: bytes) -> bytes:
    """Return an optional parameter."""
    return struct.pack(">HH", tag, len(value)) + value


def message(
    sender: str,
    body: bytes,
    *,
    coding: int = 0,
    esm_class: int = 0,
    to: str = "Dodomu",
    more: bytes = b"",
    ton: int = 1,
) -> bytes:
    """Return the body of a deliver_sm."""
    head = b"\0" + bytes((ton, 1)) + sender.encode("latin-1") + b"\0\5\0" + to.encode("latin-1") + b"\0"
    return head + bytes((esm_class, 0, 0, 0, 0, 0, 0, coding, 0, len(body))) + body + more


def receipt(number: str, name: bytes, *, form: str = "text", state: str = "DELIVRD", text: str = "") -> bytes:
    """Return the body of a receipt."""
    if form == "tlv":
        states = ("", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD")
        return message(
            number, b"", esm_class=4, more=tlv(0x1E, name + b"\0") + tlv(0x427, bytes((states.index(state),)))
        )
    words = text or (
        f"id:{name.decode()} sub:001 dlvrd:001 submit date:2601051030 done date:2601051031 stat:{state}"
        " err:000 text:Hello"
    )
    return message(number, words.encode(), esm_class=4)


def text_of(parts: list[Any]) -> str:
    """Return the text that a telephone shows of these parts, read with the centre's own tables."""
    headers = [each.body[:6] if each.esm_class & 0x40 else b"\5\0\3\0\1\1" for each in parts]
    assert len({head[:5] for head in headers}) == 1, "parts of different messages"
    assert sorted(head[5] for head in headers) == list(range(1, headers[0][4] + 1)), "a part is missing or doubled"
    shown = {}
    for part, head in zip(parts, headers, strict=True):
        body = part.body[6:] if part.esm_class & 0x40 else part.body
        shown[head[5]] = body.decode("utf-16-be") if part.coding == 8 else _septets(body)
    return "".join(shown[number] for number in sorted(shown))


def _septets(body: bytes) -> str:
    found, escaped = "", False
    for octet in body:
        if escaped:
            found, escaped = found + GSM_MORE[octet], False
        elif octet == 27:
            escaped = True
        else:
            found += GSM[octet]
    assert not escaped, "half a letter at the end of a part"
    return found
