"""Sounds: a name folded so that each letter is one sound, whatever the script and the system of transliteration."""

import re

from dodomu.people.rules.letters import spell

# How Latin letters are pronounced, longest first; replaced one after another over the whole text.
_LATIN_SOUNDS = (
    ("shch", "WQ"), ("sch", "W"), ("zgh", "zG"), ("kh", "H"), ("gh", "G"), ("zh", "J"), ("sh", "W"), ("tch", "Q"),
    ("ch", "Q"), ("ts", "C"), ("tz", "C"), ("cki", "Cki"), ("cka", "Cka"), ("ck", "k"), ("ce", "Ce"), ("ci", "Ci"),
    ("cy", "Cy"), ("ph", "f"), ("th", "t"), ("x", "ks"),
)  # fmt: skip
_LATIN_ONLY = re.compile("[cghjqwx]")  # no Cyrillic letter is spelled with these
_LATIN_J = (
    (re.compile(r"\bj(?=u(?:l[iy]|ri|ry|st))"), "i"),  # Julia, Jurij, Justyna; but Jumabaev, Juldyz
    (re.compile(r"j(?![aeiouyJ])|(?<=[ae])j(?=ev)|(?<=t)j|(?<=\bl)j"), "i"),  # Andrej, Andrejev, Tatjana, Ljubov
    (re.compile(r"(?<=[iylr])(?<!hadi)(?<!Hadi)j(?=[aeu]?\b)|(?<=ska)j(?=a\b)"), "i"),  # Marija, Darja; but Khadija
)
_CONSONANT = "bcdfghjklmnpqrstvwxzCGHJQW"
SOFT_O = re.compile(rf"'i?o|(?<=[{_CONSONANT}])yo")  # Ковальов, Соловйов, Kovalyov are Ковалёв, Соловьёв
_SOUNDS_TO_LETTERS = str.maketrans(
    {"E": "e", "'": None, "y": "i", "c": "k", "q": "k", "w": "v", "g": "h"}
    | {"G": "h", "H": "h", "J": "j", "W": "w", "Q": "q", "C": "c"}
)
_DOUBLED = re.compile(r"([a-z])\1+")
SOFT_E = re.compile(r"(?:\b|(?<=[aeou]))ie|ie(?=va?\b|viq|vich|vna\b)")
_ADJECTIVE_ENDING = re.compile(r"(?<=[sc]k)aia\b")  # Russian -ская is Ukrainian -ська


def pronounce(spelled: str) -> str:
    """Turn the letter groups of Latin spelling into the sound capitals of `letters.spell`."""
    if _LATIN_ONLY.search(spelled) is None:
        return spelled.replace("ts", "C")
    for letters, sound in _LATIN_SOUNDS:
        if letters in spelled:
            spelled = spelled.replace(letters, sound)
    return spelled


def undouble(folded: str) -> str:
    """Write doubled Latin letters once: Anna and Ana, Marii and Mari are heard alike."""
    return _DOUBLED.sub(r"\1", folded)


def fold_sounds(text: str) -> str:
    """Fold to words of which each letter is one sound: w ш, wq щ, q ч, c ц, j ж дж, h г х, i и і ы й."""
    sounds = pronounce(spell(text))
    if "j" in sounds:
        for pattern, letter in _LATIN_J:
            sounds = pattern.sub(letter, sounds)
        sounds = sounds.replace("j", "J")
    folded = undouble(SOFT_O.sub("e", sounds).translate(_SOUNDS_TO_LETTERS).replace("dj", "j"))
    return undouble(_ADJECTIVE_ENDING.sub("a", SOFT_E.sub("e", folded)))
