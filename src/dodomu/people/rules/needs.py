"""What a person cannot travel without: a short coded list, and the words that say more than a code.

A word is only coded when it is plain, and whatever is more than a bare code is also handed back for an officer to read.
"""

import re
from enum import StrEnum, unique
from typing import NamedTuple


@unique
class Need(StrEnum):
    """The coded needs, in the order in which a desk shows them."""

    STRETCHER = "stretcher"
    OXYGEN = "oxygen"
    DIALYSIS = "dialysis"
    WHEELCHAIR = "wheelchair"
    MEDICINE = "medicine"
    ILL_OR_HURT = "ill_or_hurt"
    PREGNANCY = "pregnancy"
    INFANT = "infant"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"
    FRAIL = "frail"
    SIGHT = "sight"
    HEARING = "hearing"
    DISABILITY = "disability"
    ISOLATION = "isolation"  # must travel apart: an infectious illness
    DISTRESS = "distress"
    PAPERS_LOST = "papers_lost"
    PAPERS_EXPIRED = "papers_expired"
    NO_CASH = "no_cash"
    INTERPRETER = "interpreter"
    PET = "pet"


# The words that are no more than the code, in codes of ours and of partners: nothing of them is left over.
_BARE = {need.value.replace("_", " "): need for need in Need} | {
    "pregnant": Need.PREGNANCY,
    "baby": Need.INFANT,
    "wheel chair": Need.WHEELCHAIR,
    "passport lost": Need.PAPERS_LOST,
    "passport expired": Need.PAPERS_EXPIRED,
    "no money": Need.NO_CASH,
    "unaccompanied child": Need.UNACCOMPANIED_MINOR,
}

_STEMS: dict[Need, str] = {
    Need.STRETCHER: r"stretcher|bedridden|ноші|ношах|носилк|лежач|зембіл|төсек тартып",
    Need.OXYGEN: r"oxygen|кисень|кисн(?:ю|ев|ем)|кислород|оттег|оттек",
    Need.DIALYSIS: r"dialys|діаліз|диализ|гемодиал|гемодіал",
    Need.WHEELCHAIR: (
        r"wheel ?chair|інвалідн\w{1,15} (?:візо|віз|крісл)|инвалидн\w{1,15} (?:коляс|кресл)|крісл\w{1,15} колісн"
        r"|на візку|мүгедек арба"
    ),
    Need.MEDICINE: (
        r"medicin|medication|insulin|inhaler|epilep|blood pressure|heart medic|diabet|asthma|chemo|ліки\b|ліків"
        r"|ліках|інсулін|інгалятор|епілепс|діабет|астм|хіміотерап|таблет|лекарств|медикамент|инсулин|ингалятор"
        r"|эпилепс|диабет|химиотерап|дәрі|қант диабет|демікпе"
    ),
    Need.ILL_OR_HURT: (
        r"\bill\b|\bsick|injur|wound|broken (?:leg|arm)|fever|хвор(?:ий|а|ію|іє)\b|поранен|травм|перелом|болен\b"
        r"|больна|болею|ранен|ауыр(?:ып|амын)|жарала"
    ),
    Need.PREGNANCY: r"pregnan|вагітн|беремен|жүкті|екіқабат|аяғы ауыр",
    Need.INFANT: (
        r"infant|\bbab(?:y|ies)|newborn|немовля|грудн\w{1,15} дит|младен|груднич|новорожд|новонародж|сәби|нәресте"
        r"|бөбек"
    ),
    Need.UNACCOMPANIED_MINOR: (
        r"unaccompanied|without (?:his |her |their )?parents|без батьків|без родител|без супров|без сопров"
        r"|ата анасыз"
    ),
    Need.FRAIL: (r"frail|elderly|немічн|літн\w{1,15} людин|старен|пожил|немощн|престарел|қарт\b|қария|әлсіз"),
    Need.SIGHT: (
        r"\bblind|visual\w{0,15} impair|незряч|сліп(?:ий|а|ота)|слеп(?:ой|ая|ота)|слабозор|зағип|көзі көрмей"
        r"|көрмейді"
    ),
    Need.HEARING: r"\bdeaf|hearing impair|hard of hearing|глух|слабочу|слабослыш|саңырау|естімей",
    Need.DISABILITY: r"disab(?:led|ility)|інвалідн?і?ст|інвалід\b|инвалид\b|инвалидност|мүгедек",
    Need.ISOLATION: (r"covid|ковид|ковід|isolat|ізоляц|изоляц|quarantine|карантин|tuberculos|туберкул|оқшаула"),
    Need.DISTRESS: (
        r"distress|panic|suicid|trauma\b|паніч|паник|панік|стрес|в шоц|в шоке|дуже наляк|очень напуган|үрей|қорқ"
    ),
    Need.PAPERS_LOST: (
        r"(?:passport|document|papers?)s? (?:is |are |was |were )?(?:lost|stolen)"
        r"|(?:lost|stolen) (?:my |the |his |her )?(?:passport|document|papers)|no (?:passport|documents|papers)"
        r"|(?:втрач|загуб|втрати|вкрал|вкраден)\w{0,15} \w{0,15}\s?(?:паспорт|документ)"
        r"|(?:паспорт|документ)\w{0,15} (?:загубл|втрачен|вкраден|втратив|втратила|утерян|потерян|украд|украл"
        r"|жоғал)\w{0,15}|(?:потерял|утерял|украл|потерян|утерян|украден)\w{0,15} \w{0,15}\s?(?:паспорт|документ)"
        r"|без (?:паспорт|документ)|төлқұжат\w{0,15} жоғал|құжат\w{0,15} жоғал"
    ),
    Need.PAPERS_EXPIRED: (
        r"(?:passport|document|papers?)s? (?:is |are |has |have )?expired|expired (?:passport|document|papers)"
        r"|простроч\w{0,15} \w{0,15}\s?(?:паспорт|документ)|(?:паспорт|документ)\w{0,15} простроч"
        r"|просроч\w{0,15} \w{0,15}\s?(?:паспорт|документ)|(?:паспорт|документ)\w{0,15} просроч"
        r"|закінчився (?:термін|строк|паспорт)|истёк|истек|мерзімі (?:өт|біт)"
    ),
    Need.NO_CASH: (
        r"no cash|no money|out of money|penniless|без грош|немає грошей|нема грошей|закінчились гроші|без денег"
        r"|нет денег|нет наличн|немає готівк|закончились деньги|ақша жоқ|ақшасыз|ақшам жоқ"
    ),
    Need.INTERPRETER: r"interpret|translator|sign language|переклад|перевод|сурдо|жестов|аудармаш",
    Need.PET: (
        r"\bpets?\b|\bdogs?\b|\bcats?\b|тварин|собак|\bпес\b|\bпса\b|\bкіт\b|\bкішк|\bкот(?:а|ик|ом|и)?\b|кошк"
        r"|животн|питом|улюблен|\bит\b|\bиті|мысық|жануар"
    ),
}
_WORDS = {need: re.compile(stems) for need, stems in _STEMS.items()}

# To lack these is the need itself; all others are denied by a no before them ("not pregnant", "без тварин").
_NEEDED_WHEN_LACKING = frozenset({Need.MEDICINE, Need.OXYGEN, Need.INTERPRETER})
_SAYS_NO_ITSELF = frozenset({Need.PAPERS_LOST, Need.PAPERS_EXPIRED, Need.NO_CASH, Need.UNACCOMPANIED_MINOR})
_NO_BEFORE = re.compile(r"(?<!\w)(?:no|not|without|never|не|ні|немає|нема|без|нет|isn't|am not)\s+(?:\w+\s+)?$")
_NO_AFTER = re.compile(r"^\w*\s+(?:жоқ|емес|немає|нема|нет)(?!\w)")
_PARTS = re.compile(r"[|,;\n\r/]+|\.(?:\s|$)")


class ReadNeeds(NamedTuple):
    """The needs found, in the desk's order, and the words that say more than the codes."""

    codes: tuple[Need, ...]
    words: str


def read_needs(typed: str) -> ReadNeeds:
    """Return the coded needs in what was written (uk, ru, kk, en or codes), and every word that is more than a code."""
    found: set[Need] = set()
    words: list[str] = []
    for part in _PARTS.split(typed):
        plain = " ".join(part.casefold().replace("_", " ").replace("-", " ").split())
        if bare := _BARE.get(plain):
            found.add(bare)
        elif plain:
            found.update(_needs_in(plain))
            words.append(" ".join(part.replace("_", " ").split()))
    return ReadNeeds(tuple(need for need in Need if need in found), ", ".join(words))


def _needs_in(part: str) -> set[Need]:
    return {
        need for need, words in _WORDS.items() if any(not _denied(need, part, word) for word in words.finditer(part))
    }


def _denied(need: Need, part: str, word: re.Match[str]) -> bool:
    if need in _NEEDED_WHEN_LACKING or need in _SAYS_NO_ITSELF:
        return False
    return bool(_NO_BEFORE.search(part[: word.start()]) or _NO_AFTER.search(part[word.end() :]))
