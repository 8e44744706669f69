"""Who asks: the officer who is signed in, or the public."""

from django.http import HttpRequest

from dodomu.foundation import officers
from dodomu.foundation.actors import PUBLIC, Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, with their roles as they are now; read once for each request."""
    known: Actor | None = getattr(request, "known_actor", None)
    if known is None:
        known = officers.actor_for(request.user) if request.user.is_authenticated else PUBLIC
        request.known_actor = known  # type: ignore[attr-defined]
    return known
