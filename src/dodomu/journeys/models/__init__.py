"""The tables of ways home, plans and offers."""

from dodomu.journeys.models.offers import Offer, OfferAnswer, OfferRide, OfferStep
from dodomu.journeys.models.plans import Adoption, Override, Proposal, StandbyPlace
from dodomu.journeys.models.ways import (
    Charter,
    Eligibility,
    Fleet,
    Handling,
    Leg,
    LegChange,
    Milestone,
    PartnerSeats,
    Round,
    StatePermission,
)

__all__ = [
    "Adoption",
    "Charter",
    "Eligibility",
    "Fleet",
    "Handling",
    "Leg",
    "LegChange",
    "Milestone",
    "Offer",
    "OfferAnswer",
    "OfferRide",
    "OfferStep",
    "Override",
    "PartnerSeats",
    "Proposal",
    "Round",
    "StandbyPlace",
    "StatePermission",
]
