"""For how long a public page may be shown without asking us again."""

from collections.abc import Mapping
from typing import Any, Final

# Whoever kept a page that bears advice asks us before it is shown again: what is dead is dead everywhere at once. Only
# a cache that stands before us, for a crowd, may hand it on without asking, and for seconds.
ASKED_AGAIN: Final[Mapping[str, Any]] = {"public": True, "max_age": 0, "s_maxage": 5, "must_revalidate": True}
