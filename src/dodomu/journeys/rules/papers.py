"""What a leg asks for: papers that people must have themselves, and leaves that the desk gets for them."""

from typing import Final

PASSPORT: Final = "passport"
COVID: Final = "covid_paper"
PCR: Final = "pcr_test"
OF_THE_PARTY: Final = frozenset({PASSPORT, COVID, PCR})
# Got with the seat or by the desk: a party is never refused for want of them.
TICKET, ONWARD_TICKET, EXIT_CHECK, CONVOY_NOTE = "ticket", "onward_ticket", "exit_check", "convoy_note"
LANDING_PERMIT: Final = "landing_permit"
DECISION: Final = "ministerial_decision"  # our own minister's; as long as it is asked for, the answer is no
OF_THE_DESK: Final = frozenset({TICKET, ONWARD_TICKET, EXIT_CHECK, CONVOY_NOTE, LANDING_PERMIT, DECISION})
KNOWN: Final = OF_THE_PARTY | OF_THE_DESK
ORDER: Final = "charter_order"  # of a file: the row is a charter
