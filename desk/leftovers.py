"""Personal data left over in a text that is about to become public."""

import re
from dataclasses import dataclass

import phonenumbers

from cases.tables import CaseApplicant
from desk.conversation import LONG_NUMBER
from office.profile import Office

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
TITLES = frozenset({"dan", "bin", "binti", "haji", "hajah", "drs", "ibu", "bapak", "dr", "ir", "raden"})
"""Words of a name that say nothing about who it is."""
LEAST_NAME = 3
LEAST_STREET = 8


@dataclass(frozen=True)
class Leftover:
    """What was found: its kind, the place in the text, and whether a person may let it pass."""

    kind: str
    found: str
    certain: bool
    """The applicant's own number or contact never passes; a word that is also a name may."""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def leftovers(text: str, applicant: CaseApplicant | None, office: Office) -> list[Leftover]:
    """Identity numbers, telephone numbers, e-mail addresses, the applicant's street and parts of the name."""
    found = [Leftover("nik", match[0][-4:], True) for match in LONG_NUMBER.finditer(text)]
    own_contact = (applicant.contact or "").lower() if applicant else ""
    for match in EMAIL.finditer(text):
        if match[0].lower().strip(".") != office.email.lower():
            found.append(Leftover("email", match[0], match[0].lower() == own_contact))
    leniency = phonenumbers.Leniency.POSSIBLE
    for phone in phonenumbers.PhoneNumberMatcher(text, "ID", leniency=leniency):
        plain = _digits(phone.raw_string)
        if not phone.raw_string.startswith(("0", "+", "(", "62")):  # a sum of money, not a telephone
            continue
        if plain != _digits(office.phone) and len(plain) >= 8 and not LONG_NUMBER.search(phone.raw_string):
            national = str(phone.number.national_number)
            found.append(Leftover("phone", phone.raw_string, national in _digits(own_contact)))
    street = (applicant.address or "").split(",")[0].strip() if applicant else ""
    if len(street) >= LEAST_STREET and _has_word(text, street):
        found.append(Leftover("address", street, True))
    found += [Leftover("name", part, False) for part in _name_parts(applicant) if _has_word(text, part)]
    return found


def _name_parts(applicant: CaseApplicant | None) -> list[str]:
    names = f"{applicant.name or ''} {applicant.on_behalf_of or ''}" if applicant else ""
    words = re.findall(r"[^\W\d_]+", names)
    return [word for word in dict.fromkeys(words) if len(word) >= LEAST_NAME and word.lower() not in TITLES]


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
