"""What fills a letter: from the case, the event behind it and the office; for the preview, samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_currency
from sqlalchemy.orm import Session

from cases.fields import field_rules, masked, options
from cases.letters.kinds import LetterKind, fields
from cases.lookup import history
from cases.opening import opening_code
from cases.rules import Clock, read_clocks
from cases.states import machine
from cases.tables import Case, CaseEvent
from cases.texts import long_date, say
from office.profile import Office
from office.texts import texts

Values = dict[str, str]


@dataclass(frozen=True)
class Occasion:
    """What a letter is written about."""

    session: Session
    case: Case
    event: CaseEvent
    office: Office
    number: str
    """Of the letter itself."""


def samples(kind: LetterKind, office: Office) -> Values:
    """The office itself and made-up content of every other field, for the preview."""
    everything = {name: field.sample for name, field in fields().items()} | _office(office)
    return {name: everything[name] for name in kind.fields}


def values_of(kind: LetterKind, occasion: Occasion) -> Values:
    """Every field this kind of letter knows; what is not the case is empty."""
    everything = {
        **_office(occasion.office),
        **_case(occasion),
        **_applicant(occasion.case),
        **_limits(occasion.case),
        **_event(occasion),
        "nomor_surat": occasion.number,
        "tanggal_surat": long_date(occasion.event.day),
    }
    return {name: everything.get(name, "") for name in kind.fields}


def _office(office: Office) -> Values:
    return {
        "kantor": office.name,
        "ppid": office.short,
        "alamat_kantor": office.address,
        "telepon_kantor": office.phone,
        "surel_kantor": office.email,
        "jam_layanan": office.hours,
        "atasan_ppid": office.posts.get("atasan_ppid", "Atasan PPID"),
        "komisi_informasi": office.posts.get("komisi_informasi", "Komisi Informasi"),
    }


def _case(occasion: Occasion) -> Values:
    case, office = occasion.case, occasion.office
    unit = office.unit(case.unit) if case.unit else None
    return {
        "nomor": case.number,
        "tanggal_diterima": long_date(case.received_on),
        "batas_jawaban": _due(case, "main") or long_date(case.due_on),
        "rincian": case.details,
        "unit": unit.name if unit else "",
        "kode_status": opening_code(case),
        "tujuan": case.purpose,
        "cara_memperoleh": dict(options("obtain")).get(case.obtain or "", case.obtain or ""),
        "cara_menerima": dict(options("deliver")).get(case.deliver or "", case.deliver or ""),
        "batas_perbaikan": _due(case, "perbaikan"),
        "batas_perpanjangan": _due(case, "perpanjangan"),
        "batas_keberatan": _due(case, "hak keberatan"),
        "batas_sengketa": _due(case, "hak sengketa"),
    }


def _due(case: Case, name: str) -> str:
    """A stored limit in words; empty when it has not begun."""
    for raw in case.deadlines:
        if raw["name"] == name or (name == "main" and raw["main"]):
            return long_date(date.fromisoformat(raw["due"]))
    return ""


def _applicant(case: Case) -> Values:
    who = case.applicant
    if who is None:
        return {}
    kinds = {row["name"]: row["title"] for row in field_rules()["applicant_kind"]}
    return {
        "pemohon": who.name or "",
        "jenis_pemohon": kinds.get(who.kind, who.kind),
        "identitas": masked(who.identity_number) if who.identity_number else "",
        "mewakili": who.on_behalf_of or who.represented_by or "",
        "alamat_pemohon": who.address or "",
    }


def _limits(case: Case) -> Values:
    """How long the law gives, as it was when the case was received."""
    named = {
        "hari_jawaban": ("permohonan", "pemberitahuan"),
        "hari_perpanjangan": ("permohonan", "perpanjangan"),
        "hari_perbaikan": ("permohonan", "perbaikan"),
        "hari_keberatan": ("permohonan", "hak keberatan"),
        "hari_tanggapan": ("keberatan", "tanggapan"),
        "hari_sengketa": ("keberatan", "hak sengketa"),
    }
    return {field: _length(*clock, case.received_on) for field, clock in named.items()}


def _length(kind: str, name: str, day: date) -> str:
    def fits(clock: Clock) -> bool:
        return (clock.kind, clock.name) == (kind, name) and clock.in_force(day)

    clock = next((clock for clock in read_clocks() if fits(clock)), None)
    return f"{clock.limit} {clock.unit}" if clock else ""


def _event(occasion: Occasion) -> Values:
    case, event = occasion.case, occasion.event
    data: Mapping[str, Any] = event.data
    rules = machine(case.kind)
    outcome = str(data.get("outcome", ""))
    ground = rules.grounds.get(str(data.get("ground", "")))
    extension = rules.extensions.get(str(data.get("extension", "")))
    made: Values = {
        "alasan": event.text or "",
        "jawaban": event.text or "",
        "hasil": say(f"outcome.{outcome}") if outcome else "",
        "dasar_pengecualian": texts().say("letters.ground", letter=ground.name, title=ground.title)
        if ground
        else "",
        "undang_undang_lain": str(data.get("statute", "")),
        "uji_konsekuensi": str(data.get("consequence_test", "")),
        "penguasa_informasi": str(data.get("holder", "")),
        "alasan_perpanjangan": extension.title if extension else "",
        "waktu_penyediaan": str(data.get("ready_in", "")),
        "bentuk": medium_title(data),
        "biaya": cost_words(data),
    }
    return made | _OF_KIND.get(case.kind, _nothing)(occasion)


def medium_title(data: Mapping[str, Any]) -> str:
    """The form in which information is given (UU 14/2008 art. 22(7) f)."""
    return dict(options("medium")).get(str(data.get("medium", "")), "")


def cost_words(data: Mapping[str, Any]) -> str:
    """Cost and way of payment (UU 14/2008 art. 22(7) g); free where nothing is charged."""
    cost = int(data.get("cost") or 0)
    if not cost:
        return texts().say("letters.free") if data.get("outcome") in ("diberikan", "sebagian") else ""
    amount = format_currency(cost, "IDR", "¤#,##0", locale="id", currency_digits=False)
    payment = str(data.get("payment", ""))
    return f"{amount}, {payment}" if payment else amount


def _nothing(_occasion: Occasion) -> Values:
    return {}


def _objection(occasion: Occasion) -> Values:
    case = occasion.case
    known = machine("keberatan").grounds
    filed = history(occasion.session, case.id)[0]
    parent = occasion.session.get(Case, case.parent_id) if case.parent_id else None
    letters = [known[letter] for letter in filed.data.get("grounds", ())]
    return {
        "alasan_keberatan": "\n".join(f"{ground.name}. {ground.title}" for ground in letters),
        "nomor_permohonan": parent.number if parent else "",
    }


def _complaint(occasion: Occasion) -> Values:
    lines = {line.name: line.value for line in occasion.case.lines}
    return {
        "jenis_laporan": texts().say(f"letters.kind.{occasion.case.kind}"),
        "tempat_kejadian": lines.get("place", ""),
        "waktu_kejadian": lines.get("happened", ""),
        "yang_diadukan": lines.get("reported", ""),
    }


def _hoax(occasion: Occasion) -> Values:
    lines = {line.name: line.value for line in occasion.case.lines}
    return {"tautan": lines.get("link", ""), "sumber": str(occasion.event.data.get("source", ""))}


_OF_KIND: dict[str, Callable[[Occasion], Values]] = {
    "keberatan": _objection,
    "pengaduan": _complaint,
    "aspirasi": _complaint,
    "cek_hoaks": _hoax,
}
