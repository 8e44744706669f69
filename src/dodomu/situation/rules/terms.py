"""The situation's words, one per thing; each is explained in docs/glossary.md."""

from enum import StrEnum


class FactKind(StrEnum):
    """The five kinds of what is known."""

    REPORT = "report"
    FIGURE = "figure"
    RESTRICTION = "restriction"
    RUMOUR = "rumour"
    EXPECTATION = "expectation"


class Precision(StrEnum):
    """How exactly an hour is known. What is less exact than an hour is never shown as one."""

    HOUR = "hour"
    ABOUT = "about"  # an hour, give or take
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    MONTH = "month"
    NOT_STATED = "not_stated"


class Provenance(StrEnum):
    """Whether a source stands behind it, or the makers of an exercise."""

    SOURCED = "sourced"
    PARTLY_SOURCED = "partly_sourced"
    INVENTED = "invented"  # for an exercise
    ESTIMATED = "estimated"  # our own
    UNVERIFIED = "unverified"


class Category(StrEnum):
    """What a report is about."""

    PROTEST = "protest"
    CLASHES = "clashes"
    FORCE = "force"
    SECURITY = "security"
    POLITICS = "politics"
    MEASURE = "measure"
    COMMS = "comms"
    SERVICES = "services"
    TRANSPORT = "transport"
    AIRPORT = "airport"
    FLIGHT = "flight"
    RAIL = "rail"
    BORDER = "border"
    WEATHER = "weather"
    HEALTH = "health"
    COUNT = "count"
    TOLL = "toll"
    CONSULAR = "consular"
    OTHER_STATE = "other_state"
    INJECT = "inject"  # put into an exercise by those who lead it
    CHRONICLE = "chronicle"
    OPEN_QUESTION = "open_question"  # what is not known, and should be
    OTHER = "other"


class Reliability(StrEnum):
    """Of the source, by its record (the letter of the usual two marks)."""

    A = "A"  # completely reliable
    B = "B"  # usually
    C = "C"  # fairly
    D = "D"  # not usually
    E = "E"  # unreliable
    F = "F"  # cannot be judged


# Of the content: confirmed, probable, possible, doubtful, improbable, not to be judged.
CREDIBILITY = (1, 2, 3, 4, 5, 6)
SEVERITY = (1, 2, 3, 4, 5)


class Qualifier(StrEnum):
    """What a number claims to be."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RETRACTED = "retracted"  # its own source took it back; that is not a lower number


class RestrictionKind(StrEnum):
    STATE_OF_EMERGENCY = "state_of_emergency"
    CURFEW = "curfew"
    ENTRY_EXIT_BAN = "entry_exit_ban"
    CHECKPOINT = "checkpoint"
    CHECKPOINT_DAYTIME_ONLY = "checkpoint_daytime_only"
    AIRPORT_CLOSED = "airport_closed"
    AIRPORT_HOURS = "airport_hours"
    AIRLINE_SUSPENSION = "airline_suspension"
    RAIL_SUSPENDED = "rail_suspended"
    ROAD_CLOSED = "road_closed"
    SLOW_ROAD = "slow_road"
    PORT_CLOSED = "port_closed"
    PUBLIC_TRANSPORT = "public_transport"
    BORDER_CLOSED = "border_closed"
    BORDER_LIMITED = "border_limited"
    ENTRY_REQUIREMENT = "entry_requirement"
    CEASEFIRE = "ceasefire"
    TERROR_ALERT = "terror_alert"
    INTERNET_OUTAGE = "internet_outage"
    MOBILE_DATA_OUTAGE = "mobile_data_outage"
    VOICE_OUTAGE = "voice_outage"
    SMS_OUTAGE = "sms_outage"
    POWER_OUTAGE = "power_outage"
    BANKS_CLOSED = "banks_closed"
    EXCHANGE_CLOSED = "exchange_closed"
    POLICY_HOLD = "policy_hold"  # our own side has not decided yet; the default is no
    LEG_STOPPED = "leg_stopped"
    OTHER = "other"


class Effect(StrEnum):
    """What a restriction does to movements, or to a network."""

    BLOCK = "block"
    OPEN_ONLY = "open_only"  # open inside the daily hours, closed outside
    PERMIT = "permit"  # only with a paper or leave
    LIMIT = "limit"
    SLOW = "slow"
    DEGRADE = "degrade"
    INFORM = "inform"


class Reach(StrEnum):
    """How far around its place a restriction holds."""

    PLACE = "place"
    REGION = "region"  # the place and everything in its region
    COUNTRY = "country"
    WAY = "way"  # one leg or link only, named by its ref


class AppliesTo(StrEnum):
    ALL = "all"
    CIVIL_FLIGHTS = "civil_flights"
    OPERATOR = "operator"  # the carrier named in `applies_words`
    OWN_CITIZENS = "own_citizens"  # those of the sending state
    THIRD_COUNTRY = "third_country"  # neither of the sending state nor of the country
    OTHERS = "others"  # those named in `applies_words`, none of them ours
    ARRIVALS = "arrivals"  # who enters the country
    NOT_STATED = "not_stated"


class Stated(StrEnum):
    """What is known of a limit in time. What was not stated is kept as that, and never guessed."""

    STATED = "stated"
    OPEN = "open"  # it was said that it holds until further notice
    NOT_STATED = "not_stated"
    ASSUMED = "assumed"  # ours, for lack of better


class Network(StrEnum):
    INTERNET = "internet"
    MOBILE_DATA = "mobile_data"
    VOICE = "voice"
    SMS = "sms"
    POWER = "power"


class NetworkState(StrEnum):
    WORKS = "works"  # nothing else was reported
    DEGRADED = "degraded"
    OUT = "out"


class Verdict(StrEnum):
    OPEN = "open"  # not judged yet
    TRUE = "true"
    FALSE = "false"
    UNPROVEN = "unproven"
    OVERTAKEN = "overtaken"
    RETRACTED = "retracted"
    IMPRECISE = "imprecise"
    DISPUTED = "disputed"


class ExpectationKind(StrEnum):
    ADDRESS = "address"  # somebody will speak
    REOPENING = "reopening"
    DEPARTURE = "departure"
    DECISION = "decision"
    EXPIRY = "expiry"
    COMMITMENT = "commitment"  # somebody gave their word until an hour, or for "a limited period"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of what was expected."""

    OPEN = "open"
    HAPPENED = "happened"  # of a commitment: it was kept to its end
    DID_NOT = "did_not"
    MOVED = "moved"  # to another hour: the next version has it
    EXTENDED = "extended"  # of a commitment
    NOT_KNOWN = "not_known"  # it was looked for, and nobody can say


class KnownBy(StrEnum):
    """Whose knowledge at an hour is asked for."""

    US = "us"  # recorded at the desk by then
    ANYONE = "anyone"  # announced by then, whenever we recorded it


class Moment(StrEnum):
    """What happens at the hour of a line of the timeline."""

    HAPPENED = "happened"
    PUBLISHED = "published"  # of a report that does not say when it happened
    AS_OF = "as_of"
    BEGINS = "begins"
    ENDS = "ends"
    SEEN = "seen"
    ANSWERED = "answered"
    DUE = "due"
