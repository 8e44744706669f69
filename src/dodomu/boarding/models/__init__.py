"""The tables of leaving."""

from dodomu.boarding.models.custody import CustodyEntry, CustodyItem
from dodomu.boarding.models.devices import Device, Enrolment, Pack
from dodomu.boarding.models.manifests import CarrierList, Manifest
from dodomu.boarding.models.passes import Pass
from dodomu.boarding.models.posts import Bundle, Piece, Post
from dodomu.boarding.models.touches import Doubt, Touch, TouchOutcome

__all__ = [
    "Bundle",
    "CarrierList",
    "CustodyEntry",
    "CustodyItem",
    "Device",
    "Doubt",
    "Enrolment",
    "Manifest",
    "Pack",
    "Pass",
    "Piece",
    "Post",
    "Touch",
    "TouchOutcome",
]
