"""Base45 (RFC 9285): octets in the 45 signs that a QR code holds in five and a half bits each."""

from typing import Final

SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {sign: value for value, sign in enumerate(SIGNS)}
_BASE: Final = 45
_PAIR, _OCTET = 65536, 256
_SIGNS_OF_PAIR, _SIGNS_OF_OCTET = 3, 2


def encode(octets: bytes) -> str:
    """Return octets as signs: three for two octets, two for a last one."""
    groups = (octets[start : start + 2] for start in range(0, len(octets), 2))
    return "".join(_signs(int.from_bytes(group, "big"), len(group) + 1) for group in groups)


def decode(text: str) -> bytes:
    """Return the octets of such signs, or raise `ValueError`."""
    return b"".join(_octets(text[start : start + _SIGNS_OF_PAIR]) for start in range(0, len(text), _SIGNS_OF_PAIR))


def _signs(value: int, count: int) -> str:
    signs = ""
    for _ in range(count):
        value, remainder = divmod(value, _BASE)
        signs += SIGNS[remainder]
    return signs


def _octets(group: str) -> bytes:
    if len(group) < _SIGNS_OF_OCTET or not _VALUES.keys() >= set(group):
        raise ValueError("not Base45")
    value: int = sum(_VALUES[sign] * _BASE**power for power, sign in enumerate(group))
    if value >= (_PAIR if len(group) == _SIGNS_OF_PAIR else _OCTET):
        raise ValueError("not Base45")
    return value.to_bytes(len(group) - 1, "big")
