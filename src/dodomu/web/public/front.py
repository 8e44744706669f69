"""The way in: which crises are open, what to do, what to say by telephone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dodomu.foundation.crises import CrisisView, crisis_by_slug, open_crises
from dodomu.web.parts.hours import hour_words

ON_A_DIAL = frozenset("+0123456789")


def crisis_or_404(slug: str) -> CrisisView:
    """Return the crisis, open or closed."""
    found = crisis_by_slug(slug)
    if found is None:
        raise Http404
    return found


def of_crisis(crisis: CrisisView) -> dict[str, Any]:
    """Return what every page of a crisis shows."""
    return {
        "crisis": crisis,
        "hotline_dialled": "".join(mark for mark in crisis.hotline if mark in ON_A_DIAL),
        "exercise_hour": hour_words(crisis.exercise_now, crisis.zone) if crisis.exercise_now else "",
    }


@require_safe
def crises(request: HttpRequest) -> HttpResponse:
    """Show the crises for which people are asked to register, real ones first."""
    return render(request, "public/crises.html", {"crises": sorted(open_crises(), key=lambda each: each.is_exercise)})


@require_safe
def crisis(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what to do, with one clear way on."""
    return render(request, "public/crisis.html", of_crisis(crisis_or_404(slug)))


@require_safe
def by_phone(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what to dictate where the form cannot be used."""
    return render(request, "public/by_phone.html", of_crisis(crisis_or_404(slug)))
