"""The lines of a request form: what is accepted, and what is said when it is not (Perki 1/2021 art. 27-30).

Chat, desk and tests use the same checks. A refusal never repeats an identity number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import phonenumbers

from cases.rules import RULES
from cases.texts import say
from office import hiding
from office.language import normalise


@dataclass(frozen=True)
class Accepted:
    """The value as it is stored."""

    value: str


@dataclass(frozen=True)
class Refused:
    """Why not: the key of an explanation with an example, and what fills it."""

    text_key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self) -> str:
        return say(self.text_key.removeprefix("cases."), **self.params)


Checked = Accepted | Refused
_SPACE = re.compile(r"\s+")
_NAMED = re.compile(
    r"^(?:nama(?: lengkap)?(?: saya)?(?: adalah| ialah)?|saya|dengan)\s*:?\s+(?=\S)", re.IGNORECASE
)
_NAME = re.compile(r"^[^\W\d_][^\d_]*$")
_EMAIL = re.compile(r"[\w.+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
_LINK = re.compile(r"\bhttps?://[^\s<>\"]{4,}|\b(?:www\.)[^\s<>\"]{4,}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1)
def field_rules() -> dict[str, Any]:
    """The content of ``data/rules/fields.toml``."""
    return tomllib.loads((RULES / "fields.toml").read_text(encoding="utf-8"))


def _refused(key: str, **params: object) -> Refused:
    return Refused(f"cases.field.{key}", params)


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def check_applicant_kind(text: str) -> Checked:
    """Perorangan, badan hukum, kelompok orang or kuasa (Perki 1/2021 art. 27)."""
    return _choose("applicant_kind", text)


def check_name(text: str) -> Checked:
    """A full name; Indonesians may have a single one."""
    rules = field_rules()["name"]
    name = _NAMED.sub("", _tidy(text)).strip(' .,;:"')
    if len(name) > rules["most"]:
        return _refused("name.long", most=rules["most"])
    if any(sign.isdigit() for sign in name):
        return _refused("name.letters")
    if len(_LETTERS.findall(name)) < rules["least_letters"] or not _NAME.match(name):
        return _refused("name.short")
    return Accepted(name)


def check_nik(text: str) -> Checked:
    """Sixteen digits: province, regency, district, birth date (women: day + 40), serial number."""
    rules = field_rules()["nik"]
    number = re.sub(r"^\D*?(?=\d)", "", text) if not text.strip()[:1].isdigit() else text
    number = re.sub(r"[\s.\-/]", "", number).rstrip(",;")
    if not number.isascii() or not number.isdigit():
        return _refused("nik.letters", digits=rules["digits"])
    if len(number) != rules["digits"]:
        return _refused("nik.length", digits=rules["digits"], given=len(number))
    if int(number[:2]) not in rules["provinces"]:
        return _refused("nik.region")
    return Accepted(number) if _is_birth(number[6:12], rules["women_add"]) else _refused("nik.birth")


def _is_birth(figures: str, women_add: int) -> bool:
    day, month, year = int(figures[:2]), int(figures[2:4]), int(figures[4:])
    if day > women_add:
        day -= women_add
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def check_decree(text: str) -> Checked:
    """The number of the decree by which a legal entity exists (Perki 1/2021 art. 27)."""
    return _length("decree", text)


def check_identity(kind: str, text: str) -> Checked:
    """The identity number that belongs to the kind of applicant."""
    return check_decree(text) if kind == "badan_hukum" else check_nik(text)


def masked(identity_number: str) -> str:
    """``berakhir 0003``: enough to recognise, too little to know."""
    return say("field.nik.masked", last=identity_number[-4:])


def check_address(text: str) -> Checked:
    """Where a letter would arrive."""
    return _length("address", text)


def check_contact(text: str) -> Checked:
    """A telephone number, stored as ``+62...``, or an e-mail address."""
    if email := _EMAIL.search(text):
        return Accepted(email[0].lower())
    if not any(sign.isdigit() for sign in text):
        return _refused("contact.unclear")
    for match in phonenumbers.PhoneNumberMatcher(text, "ID", leniency=phonenumbers.Leniency.VALID):
        return Accepted(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
    return _refused("contact.phone")


def check_details(text: str) -> Checked:
    """What is asked, kept in the citizen's own words."""
    return _length("details", text, keep=True)


def check_purpose(text: str) -> Checked:
    """What it is for (UU 14/2008 art. 4(3)); stated, never argued with."""
    rules = field_rules()["purpose"]
    purpose = text.strip()
    if len(_LETTERS.findall(purpose)) < rules["least_letters"]:
        return _refused("purpose.short")
    return _refused("purpose.long", most=rules["most"]) if len(purpose) > rules["most"] else Accepted(purpose)


def check_obtain(text: str) -> Checked:
    """See it, or get a copy (Perki 1/2021 art. 29(5))."""
    return _choose("obtain", text)


def check_deliver(text: str) -> Checked:
    """The way a copy is received (Perki 1/2021 art. 29(5))."""
    return _choose("deliver", text)


def check_complaint(text: str) -> Checked:
    """What is wrong or what is proposed, kept in the citizen's own words (UU 25/2009 art. 42)."""
    return _length("complaint", text, keep=True)


def check_place(text: str) -> Checked:
    """Where it happened, as people name places."""
    return _length("place", text)


def check_happened(text: str) -> Checked:
    """When it happened: a date, "kemarin", "sejak bulan lalu"; kept as said."""
    return _length("happened", text)


def check_reported(text: str) -> Checked:
    """The unit, office or service it is about."""
    return _length("reported", text)


def check_claim(text: str) -> Checked:
    """The message to be checked, as it was forwarded."""
    return _length("claim", text, keep=True)


def check_link(text: str) -> Checked:
    """The address of a message to be checked; what stands around it is left out."""
    found = _LINK.search(text)
    if found is None:
        return _refused("link.unclear")
    link = found[0].rstrip(".,;:!?)\"'")
    most = field_rules()["link"]["most"]
    return _refused("link.long", most=most) if len(link) > most else Accepted(link)


def check_yes_no(text: str) -> Checked:
    """``ya`` or ``tidak``. A no anywhere is a no ("tidak benar"); "tidak apa-apa" says neither."""
    found = {name for name, _title in options("yes_no") if _names(name, normalise(text))}
    plain = normalise(text)
    if plain in ("1", "2"):
        return Accepted("ya" if plain == "1" else "tidak")
    if not found or re.search(r"\btidak apa\b|\btidak apa-apa\b", plain):
        return _refused("yes_no.unclear")
    return Accepted("tidak" if "tidak" in found else "ya")


def _names(name: str, plain: str) -> bool:
    words = next(row["words"] for row in field_rules()["yes_no"] if row["name"] == name)
    return any(re.search(rf"\b{re.escape(word)}\b", plain) for word in words)


def check_anonymous(text: str) -> Checked:
    """Whether the name is left out. "Tidak pakai nama" leaves it out, "tidak, pakai nama saya" does not."""
    return _hides(hiding.NAME, text)


def check_confidential(text: str) -> Checked:
    """Whether the content is kept from the public."""
    return _hides(hiding.CONTENT, text)


def _hides(what: str, text: str) -> Checked:
    hidden = hiding.last_said(text, what)
    return check_yes_no(text) if hidden is None else Accepted("ya" if hidden else "tidak")


def check_power_of_attorney(text: str) -> Checked:
    """Number and date of the letter by which somebody asks for others (Perki 1/2021 art. 27)."""
    return _length("power_of_attorney", text)


def check_on_behalf_of(text: str) -> Checked:
    """The full name of the person a proxy asks for."""
    return check_name(text)


def check_group(text: str) -> Checked:
    """What a group of people calls itself."""
    return _length("group", text)


def check_entity(text: str) -> Checked:
    """The name of a legal entity; it may hold figures."""
    return _length("entity", text)


CHECKS: dict[str, Callable[[str], Checked]] = {
    "name": check_name,
    "nik": check_nik,
    "decree": check_decree,
    "entity": check_entity,
    "group": check_group,
    "on_behalf_of": check_on_behalf_of,
    "power_of_attorney": check_power_of_attorney,
    "address": check_address,
    "contact": check_contact,
}


def lines_of(kind: str) -> tuple[str, ...]:
    """The lines a kind of applicant fills in, in their order (Perki 1/2021 art. 27 and 29(5))."""
    return tuple(next(row for row in field_rules()["applicant_kind"] if row["name"] == kind)["lines"])


def options(name: str) -> list[tuple[str, str]]:
    """The choices of a field as (value, title)."""
    return [(row["name"], row["title"]) for row in field_rules()[name]]


def _length(name: str, text: str, keep: bool = False) -> Checked:
    rules = field_rules()[name]
    value = text.strip() if keep else _tidy(text)
    if len(value) > rules["most"]:
        return _refused(f"{name}.long", most=rules["most"])
    if len(value) < rules["least"] or len(value.split()) < rules.get("least_words", 1):
        return _refused(f"{name}.short")
    return Accepted(value)


def _choose(name: str, text: str) -> Checked:
    """By number, by name, or by the words people use; the longest word found decides."""
    rows = field_rules()[name]
    plain = normalise(text)
    if plain.isdigit() and 1 <= int(plain) <= len(rows):
        return Accepted(rows[int(plain) - 1]["name"])
    found = [
        (len(word), row["name"])
        for row in rows
        for word in (row["name"].replace("_", " "), normalise(row["title"]), *row["words"])
        if re.search(rf"\b{re.escape(word)}(nya)?\b", plain)
    ]
    if found:
        return Accepted(max(found)[1])
    return _refused(f"{name}.unclear", options="; ".join(row["title"] for row in rows))
