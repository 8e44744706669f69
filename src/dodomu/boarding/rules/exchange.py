"""How each table is carried between headquarters and a post that works alone: the table of tables.

Facts are united, all else is worked out anew. A row that is only ever added is carried both ways and written where it
is not there yet. What can be worked out from such rows is never carried. What only headquarters decides is carried to
the post and may not be done there. So it does not matter in which order bundles come, nor how often.

A new table is named here before it can be used: a test of the house fails until it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class How(StrEnum):
    """How the rows of a table are carried."""

    BOTH = "both"  # facts, both ways: written where they are not there yet, never overwritten
    UP = "up"  # facts, from the post to headquarters only
    DOWN = "down"  # as headquarters has them: the post takes them over whole
    SAID = "said"  # up: said again to headquarters, which decides what comes of it; down: as it was decided
    ANEW = "anew"  # worked out anew on each side
    HERE = "here"  # stays where it was made


@dataclass(frozen=True, slots=True)
class Carried:
    """A table: how it is carried, and why so.

    `crisis` is the way from a row to its crisis (empty: rows of every crisis). `once`: columns that are set once, in
    groups; of two sides that both set them, the earlier hour holds. `most`: of both, the greater holds. `blank`:
    columns that are not told, and what stands there instead. `vanishes`: rows may be removed at headquarters.
    `names_up`: the post names its own too, so that what refers to them can be kept; headquarters decides about them.
    `once_down`: of these columns the post takes what headquarters set, and headquarters nothing of the post's.
    `always`: told whole each time, because what decides whether a row is told lies in another table.
    """

    table: str
    how: How
    why: str
    crisis: str = "crisis"
    sealed: Mapping[str, str] = field(default_factory=dict)  # column -> context
    once: tuple[tuple[str, ...], ...] = ()
    once_down: bool = False
    most: tuple[str, ...] = ()
    blank: Mapping[str, object] = field(default_factory=dict)
    vanishes: bool = False
    only: Mapping[str, object] = field(default_factory=dict)  # rows that are told, as a filter
    always: bool = False
    names_up: bool = False


B, U, D, S, A, H = How.BOTH, How.UP, How.DOWN, How.SAID, How.ANEW, How.HERE

# In the order in which they are written: what is referred to stands before what refers to it.
TABLES: Final = (
    # foundation
    Carried("foundation.Crisis", D, "headquarters opens, names and ends a crisis", crisis="id"),
    Carried(
        "foundation.Officer", D, "headquarters says who is an officer; who was added at a post gets no rights by it",
        "", always=True, names_up=True,
    ),
    Carried("foundation.Assignment", D, "headquarters gives rights", vanishes=True),
    Carried("foundation.Place", D, "headquarters keeps places"),
    Carried("foundation.TraceEntry", U, "who looked at what at the post is seen at headquarters"),
    Carried("foundation.NewsItem", H, "each side tells itself what came in"),
    # people
    Carried("people.Party", B, "made with the first registration; it only grows", most=("said_size",)),
    Carried(
        "people.Person", B, "the record is made once; what is believed of it is worked out from registrations",
        blank={"place_words": None, "needs_words": None, "home_contact": None, "joined_into_id": None},
    ),
    Carried(
        "people.Registration", B, "what was said, exactly as it was given", sealed={"given": "registration.given"}
    ),
    Carried("people.ContactPoint", A, "worked out from registrations"),
    Carried("people.Document", A, "worked out from registrations"),
    Carried("people.Note", B, "what an officer wrote down", "person__crisis", sealed={"words": "note.words"}),
    Carried(
        "people.PrivateLink", B, "a private page opens on both sides; guesses are counted where they are made",
        "party__crisis", once=(("revoked_at",),), blank={"wrong_answers": 0, "wrong_since": None},
    ),
    Carried("people.LedgerEntry", B, "where somebody stood, by somebody's word"),
    Carried("people.Estimate", B, "a number by somebody's word"),
    Carried("people.Join", D, "two records are joined where the records of both sides lie"),
    Carried("people.MatchProposal", D, "proposed and decided where the records of both sides lie", vanishes=True),
    Carried("people.ImportFile", H, "a list is seen where it was handed in; its people are registrations"),
    Carried("people.ImportRow", H, "a list is seen where it was handed in; its people are registrations"),
    # situation
    Carried("situation.Source", D, "headquarters keeps what is known of the situation"),
    Carried("situation.Report", D, "headquarters keeps what is known of the situation"),
    Carried("situation.Figure", D, "headquarters keeps what is known of the situation"),
    Carried("situation.Restriction", D, "headquarters keeps what is known of the situation"),
    Carried("situation.Rumour", D, "headquarters keeps what is known of the situation"),
    Carried("situation.Expectation", D, "headquarters keeps what is known of the situation"),
    # contact
    Carried(
        "contact.SigningKey", B, "what one side signed is checked on the other; a stolen post disowns no key", "",
        once=(("retired_at",), ("disowned_at",)), once_down=True,
    ),
    Carried(
        "contact.Advice", B, "advice that was published holds for all; a draft stays where it is written",
        once=(("withdrawn_at", "withdrawn_by_id", "withdrawn_why"),), only={"published_at__isnull": False},
    ),
    Carried(
        "contact.AdviceText", B, "the words of published advice are never changed", "advice__crisis",
        only={"advice__published_at__isnull": False}, always=True,
    ),
    Carried("contact.Statement", B, "what was signed is checked on both sides"),
    Carried("contact.Broadcast", D, "headquarters has the channels"),
    Carried("contact.BroadcastText", D, "headquarters has the channels", "broadcast__crisis", vanishes=True),
    Carried("contact.Delivery", H, "headquarters has the channels; a post sends nothing"),
    Carried("contact.Part", H, "headquarters has the channels; a post sends nothing"),
    Carried("contact.EarlyReceipt", H, "headquarters has the channels; a post sends nothing"),
    Carried("contact.Allowance", H, "headquarters has the channels; a post sends nothing"),
    Carried("contact.Stop", B, "who wants no messages gets none", "", once=(("lifted_at",),)),
    Carried("contact.Round", D, "headquarters asks rounds"),
    Carried("contact.Occurrence", D, "headquarters asks rounds", "round__crisis"),
    Carried("contact.CheckIn", B, "what somebody said of themselves", blank={"message": None}),
    Carried("contact.Seen", B, "an officer took on a check-in", "check_in__crisis"),
    Carried("contact.Conversation", H, "conversations are held where the channels are"),
    Carried("contact.Correspondent", H, "conversations are held where the channels are"),
    Carried("contact.Message", H, "conversations are held where the channels are"),
    Carried("contact.Unacknowledged", H, "of a provider, and only where it is spoken with"),
    Carried("contact.Turn", H, "conversations are held where the channels are"),
    Carried("contact.SavedAnswer", H, "conversations are held where the channels are"),
    Carried(
        "contact.Voice", U, "feedback given at a post is answered by headquarters",
        sealed={"words": "voice.words", "contact": "voice.contact", "answer": "voice.answer"},
    ),
    Carried("contact.VoiceTurn", H, "feedback is answered by headquarters"),
    # journeys
    Carried("journeys.Charter", D, "headquarters keeps ways"),
    Carried("journeys.StatePermission", D, "headquarters keeps ways"),
    Carried("journeys.Leg", D, "headquarters keeps ways"),
    Carried("journeys.LegChange", D, "headquarters keeps ways"),
    Carried("journeys.PartnerSeats", D, "headquarters keeps ways", "leg__crisis", vanishes=True),
    Carried("journeys.Fleet", D, "headquarters keeps ways"),
    Carried("journeys.Round", D, "headquarters keeps ways", "fleet__crisis", vanishes=True),
    Carried("journeys.Handling", D, "headquarters keeps ways", vanishes=True),
    Carried("journeys.Eligibility", D, "headquarters says who may travel"),
    Carried("journeys.Milestone", D, "headquarters keeps departures", "leg__crisis", vanishes=True),
    Carried(
        "journeys.Proposal", D, "headquarters plans; the plan itself is not needed at a gate",
        blank={"problem": None, "plan": b"", "prices": None, "mends_id": None}, only={"adoptions__isnull": False},
        always=True,
    ),
    Carried("journeys.Adoption", D, "headquarters plans"),
    Carried("journeys.StandbyPlace", D, "headquarters plans", "adoption__crisis", vanishes=True),
    Carried("journeys.Override", D, "headquarters plans"),
    Carried("journeys.Offer", D, "headquarters offers; what a post did to it by answers is done again there"),
    Carried("journeys.OfferStep", D, "headquarters offers", "offer__crisis"),
    Carried("journeys.OfferRide", D, "headquarters offers", "offer__crisis"),
    Carried(
        "journeys.OfferAnswer", S, "an answer is kept always; headquarters decides what comes of it", "offer__crisis"
    ),
    # boarding
    Carried("boarding.Enrolment", H, "a code lives for minutes, where it was made"),
    Carried(
        "boarding.Device", B, "a device may come to either side", sealed={"carry_key": "device.carry_key"},
        once=(("revoked_at", "revoked_by_id", "revoked_because", "wipe_asked"), ("wiped_at",)),
        most=("made_so_far",),
    ),
    Carried("boarding.Pack", B, "which facts a device decided by"),
    Carried("boarding.Pass", B, "a pass of either side is known at every gate", once=(("ended_at", "end_cause"),)),
    Carried(
        "boarding.Touch", B, "what happened is never refused",
        sealed={"body": "touch.body", "photo": "touch.photo"},
        once=(("received_at", "via"),),  # whoever heard of it first: by that hour a clock is cut (`rules.hours`)
    ),
    Carried("boarding.TouchOutcome", A, "worked out from touches"),
    Carried(
        "boarding.Doubt", B, "raised from touches on each side; what an officer decided is carried",
        once=(("decided_at", "decided_by_id", "outcome", "words"), ("raised_at",)),
    ),
    Carried(
        "boarding.CustodyEntry", B, "what officers at a desk did with a document", sealed={"number": "custody.number"},
    ),
    Carried("boarding.CustodyItem", A, "worked out from touches and from what desks wrote down"),
    Carried(
        "boarding.Manifest", B, "closed once, by whoever closed it first", sealed={"lines": "boarding_manifest.lines"},
        blank={"forgotten_at": None},
        once=(
            ("closed_at", "state", "closed_by_id", "closed_by_name", "closed_touch", "lines", "counts", "recorded_at"),
        ),
    ),
    Carried(
        "boarding.CarrierList", B, "who a carrier says was aboard", sealed={"lines": "boarding_carrierlist.lines"},
    ),
    Carried("boarding.Post", H, "each side keeps its own half of the agreement"),
    Carried("boarding.Bundle", H, "each side keeps what it sent and took"),
    Carried("boarding.Piece", H, "of a call that is under way"),
)  # fmt: skip
BY_NAME: Final = {each.table: each for each in TABLES}
