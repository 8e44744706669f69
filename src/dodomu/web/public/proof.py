"""What shows, for half an hour, that whoever sends a form has answered the question of this one private link.

It travels in the forms of the page and in no cookie: it holds nothing that another tab, another site or the next user
of the telephone could use without the page itself, and it works where cookies are refused.
"""

from django.core import signing

from dodomu.foundation.identifiers import token_hash

HOLDS = 30 * 60  # seconds
_SALT = "dodomu.public.proof"


def prove(token: str) -> str:
    """Return a proof for this link, beginning now."""
    return signing.TimestampSigner(salt=_SALT).sign(token_hash(token).hex()[:32])


def is_proved(token: str, proof: str) -> bool:
    """Say whether a proof is ours, for this link, and still holds."""
    try:
        signed = signing.TimestampSigner(salt=_SALT).unsign(proof, max_age=HOLDS)
    except signing.BadSignature:
        return False
    return signed == token_hash(token).hex()[:32]
