"""Inputs as no office should send them: mutated files of every format, odd cells, bombs, odd questions."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from html import escape

import docx
import xlsxwriter

HEADS = ("No", "Judul Informasi", "Ringkasan", "Unit yang menguasai", "Penanggung jawab", "Waktu pembuatan",
         "Bentuk", "Jangka waktu penyimpanan", "Tautan", "Kategori", "Pertanyaan", "Jawaban", "id", "Variasi",
         "Konsekuensi", "dikecualikan", "Diperbarui", "Berlaku sampai", "kind", "#REF!", "")  # fmt: skip
ODD = (
    "", " ", "-", "0", "1e308", "-1e308", "9" * 400, "NaN", "inf", "=1+1", "=HYPERLINK(\"http://x.id\",\"y\")",
    "=cmd|'/c calc'!A1", "@SUM(1)", "+62", "\x00\x01\x02", "a\x0bb\x1fc", "\u202eterbalik\u202c", "\ufeff",
    "\u200b" * 30,
    "\ud800", "\udfff\ud83d", "😀" * 50, "ك" * 20, "ä̈̈̈" * 30, "a." * 3_000, "a-" * 3_000, "http://" * 500,
    "https://contoh.go.id/" + "%20" * 500, "x" * 40_000, "1. " * 2_000, "(((((" * 500, "a)", "IV.", "IVXLC" * 400,
    "31/02/2026", "9999-99-99", "0000-00-00", "45000", "99999", "29 Februari 2025", "12 Foo 2020",
    "A. INFORMASI BERKALA", "SERTA MERTA", "DIKECUALIKAN", "DAFTAR INFORMASI YANG DIKECUALIKAN",
    "'; DROP TABLE entry; --", "\" OR 1=1", "<script>alert(1)</script>", "<table><tr><td>", "&#0;&#xD800;&bogus;",
    "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "%s%n%d", "\\u0000", "\r\n\r\n", "a\nb\nc", "|||", ";;;;", ",,,",
    "faq", "dip", "document", "null", "Visi dan Misi", "Akta kelahiran", "Biaya?", "Gratis", "Biro Umum",
)  # fmt: skip
WORDS = (
    "akta",
    "kelahiran",
    "syarat",
    "biaya",
    "berapa",
    "gmn",
    "cara",
    "ktp",
    "alamat",
    "kantor",
    "LHKPN",
    "2026",
)
SUFFIXES = (
    ".xlsx",
    ".xls",
    ".ods",
    ".csv",
    ".jsonl",
    ".json",
    ".html",
    ".docx",
    ".pdf",
    ".tsv",
    ".txt",
    ".exe",
    "",
)


def cell(chance: random.Random) -> str:
    """One cell: mostly odd."""
    kind = chance.random()
    if kind < 0.55:
        return chance.choice(ODD)
    if kind < 0.8:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 9)))
    return "".join(
        chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x110000)))) for _ in range(20)
    )


def grid(chance: random.Random) -> list[list[str]]:
    """A table that has a head most of the time, and often one that can be read."""
    width = chance.randint(1, 9)
    rows = [[cell(chance) for _ in range(chance.randint(0, width + 1))] for _ in range(chance.randint(0, 12))]
    kind = chance.random()
    if kind < 0.6:
        heads = list(HEADS[1 : 1 + width]) if kind < 0.4 else ["Pertanyaan", "Jawaban", "Tautan"]
        rows = [[" ".join(chance.choices(WORDS, k=4)), *(row or [""])] for row in rows]
        rows.insert(chance.choice((0, 0, 0, 1)), heads)
    elif kind < 0.9:
        rows.insert(chance.randint(0, min(2, len(rows))), list(chance.sample(HEADS, width)))
    return rows


def _plain(text: str) -> str:
    return "".join(letter for letter in text if not 0xD800 <= ord(letter) <= 0xDFFF)


def _csv(chance: random.Random) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=chance.choice(";,\t|"), quoting=csv.QUOTE_ALL)
    writer.writerows(grid(chance))
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-be"))
    return text.getvalue().encode(encoding, errors="replace")


def _json(chance: random.Random) -> bytes:
    heads, *rows = grid(chance) or [["Judul"]]
    values: tuple[object, ...] = (
        None,
        True,
        1e308,
        -(10**400),
        float("nan"),
        [],
        [[1], {}],
        {"a": {}},
        ["a", "b|c"],
    )
    items = [
        {
            head: chance.choice((text, text, text, chance.choice(values)))
            for head, text in zip(heads, row, strict=False)
        }
        for row in rows
    ]
    if chance.random() < 0.5:
        return "\n".join(json.dumps(item) for item in items).encode()
    whole = json.dumps(chance.choice((items, {"data": items, "x": 1}, [items], "x", 3, [[[]]])))
    return (whole if chance.random() < 0.95 else "[" * 100_000).encode()


def _html(chance: random.Random) -> bytes:
    def one(text: str) -> str:
        span = chance.choice(
            ("", " rowspan=3", " colspan=4", " rowspan=99999999", " colspan=-1", " rowspan=x", " rowspan=²")
        )
        inner = escape(_plain(text)) if chance.random() < 0.8 else _plain(text)
        link = f'<a href="{chance.choice(ODD[-20:])}">a</a><a href="https://a.go.id/{chance.random()}">b</a>'
        return f"<td{span}>{inner}{link if chance.random() < 0.3 else ''}</td>"

    rows = "".join(f"<tr>{''.join(map(one, row))}</tr>" for row in grid(chance))
    depth = chance.choice((0, 0, 0, 1, 3, 300))
    return f"<html><h2>{_plain(cell(chance))}</h2>{'<table><tr><td>' * depth}<table>{rows}</table>".encode()


def _xlsx(chance: random.Random) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "nan_inf_to_errors": True})
    for _ in range(chance.randint(1, 2)):
        page = book.add_worksheet()
        for r, row in enumerate(grid(chance)):
            for c, text in enumerate(row):
                shown = _plain(text)[:32_000]
                kind = chance.random()
                if kind < 0.1:
                    page.write_formula(r, c, "=1+1", value=shown)
                elif kind < 0.2:
                    page.write_number(r, c, chance.choice((1e300, -1.5, 45_000, 2**53, 1e-300)))
                elif kind < 0.25:
                    page.write_url(r, c, f"https://contoh.go.id/{chance.randrange(99)}", string=shown[:200])
                else:
                    page.write_string(r, c, shown)
        if chance.random() < 0.3:
            page.merge_range(1, 0, chance.randint(2, 40), chance.randint(0, 3), "gabung")
    book.close()
    return file.getvalue()


def _ods(chance: random.Random) -> bytes:
    def one(text: str) -> str:
        count = chance.choice(
            ("", "", ' table:number-columns-repeated="3"', ' table:number-columns-repeated="99999999"')
        )
        inner = escape("".join(x for x in _plain(text) if ord(x) >= 32))
        return (
            f'<table:table-cell office:value-type="string"{count}><text:p>{inner}</text:p></table:table-cell>'
        )

    rows = "".join(f"<table:table-row>{''.join(map(one, row))}</table:table-row>" for row in grid(chance))
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="a">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/"/></manifest:manifest>'
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


def _docx(chance: random.Random) -> bytes:
    document = docx.Document()
    rows = grid(chance)[:6]
    width = max((len(row) for row in rows), default=1) or 1
    table = document.add_table(rows=len(rows), cols=width)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.rows[r].cells[c].text = "".join(
                x for x in _plain(text) if x in "\n\t" or 32 <= ord(x) < 0xFFFE
            )[:2_000]
    if len(rows) > 1 and chance.random() < 0.5:
        table.cell(0, 0).merge(table.cell(len(rows) - 1, chance.randrange(width)))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _pdf(chance: random.Random) -> bytes:
    """A page with a ruled table, written by hand."""
    rows, width = [row[:4] for row in grid(chance)[:6]], 4
    lines = [f"50 {700 - 30 * r} m 450 {700 - 30 * r} l S" for r in range(len(rows) + 1)]
    lines += [f"{50 + 100 * c} 700 m {50 + 100 * c} {700 - 30 * len(rows)} l S" for c in range(width + 1)]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            shown = _plain(text)[:25].encode("latin-1", "replace").decode("latin-1")
            shown = "".join(f"\\{x}" if x in "()\\" else x for x in shown if ord(x) >= 32)
            lines.append(f"BT /F 8 Tf {52 + 100 * c} {685 - 30 * r} Td ({shown}) Tj ET")
    stream = "\n".join(lines).encode("latin-1", "replace")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F "
        + font
        + b">>>>>>",
        b"<</Length " + str(len(stream)).encode() + b">>stream\n" + stream + b"\nendstream",
    )
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += str(number).encode() + b" 0 obj\n" + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n"
        + str(len(data)).encode()
        + b"\n%%EOF"
    )


def packed(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _bomb(chance: random.Random) -> bytes:
    """Archives that unpack to far more than they are, or hold archives."""
    zeros = packed({"xl/workbook.xml": bytes(chance.choice((1, 11, 30)) * 2**20)})
    kind = chance.randrange(4)
    if kind == 0:
        return zeros
    if kind == 1:
        return packed({"xl/workbook.xml": zeros, "content.xml": packed({"a": zeros})})
    if kind == 2:
        return packed({f"xl/{number}": b"" for number in range(chance.choice((10, 10_500)))})
    laughs = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    return packed(
        dict.fromkeys(("xl/workbook.xml", "content.xml", "word/document.xml"), laughs + b"]><w>&m;</w>")
    )


def _noise(chance: random.Random) -> bytes:
    start = chance.choice(
        (b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html", b"[", b"\xff\xfe")
    )
    return start + chance.randbytes(chance.choice((0, 1, 50, 5_000)))


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    ".csv": _csv, ".jsonl": _json, ".json": _json, ".html": _html, ".xlsx": _xlsx, ".ods": _ods,
    ".docx": _docx, ".pdf": _pdf, ".xls": _noise, ".zip": _bomb,
}  # fmt: skip
SHARES = (20, 10, 8, 16, 14, 10, 5, 7, 5, 1)


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Some bytes changed, cut out, doubled; inside the members where it is an archive."""
    if data.startswith(b"PK") and chance.random() < 0.75:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
        except Exception:
            members = {}
        for name in chance.sample(sorted(members), min(2, len(members))):
            members[name] = _changed(chance, members[name])
        if chance.random() < 0.1 and members:
            members.pop(chance.choice(sorted(members)))
        return packed(members)
    return _changed(chance, data)


def _changed(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        place = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and place < len(changed):
            changed[place] = chance.randrange(256)
        elif kind == 1:
            del changed[place : place + chance.choice((1, 5, 200, 10_000))]
        elif kind == 2:
            changed[place:place] = changed[place : place + 100] * chance.choice((1, 3))
        elif kind == 3:
            changed[place:place] = chance.choice(
                (b"\x00", b"\xff" * 9, b'"', b"<", b"&", b"99999999999", b"-1", b"]]>")
            )
        else:
            changed[place : place + 4] = chance.randbytes(4)
    return bytes(changed)


def file_of(chance: random.Random) -> tuple[str, bytes]:
    """The suffix and the content of one file."""
    [suffix] = chance.choices(list(MAKERS), SHARES)
    data = MAKERS[suffix](chance)
    if suffix == ".zip":
        suffix = chance.choice((".xlsx", ".ods", ".docx"))
    if chance.random() < 0.4:
        data = mutated(chance, data)
    return (chance.choice(SUFFIXES) if chance.random() < 0.1 else suffix), data


def question(chance: random.Random) -> str:
    """One message to the assistant."""
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice(ODD) + " " + cell(chance)
    if kind == 1:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.choice((1, 30, 3_000))))
    if kind == 2:
        return (cell(chance) or "x") * chance.choice((1, 100, 2_500))
    if kind == 3:
        return " ".join(
            "".join(chance.choices("abcdeiklmnoprstu", k=chance.randint(1, 30))) for _ in range(60)
        )
    if kind == 4:
        return chance.choice(
            (
                '"akta" NEAR/3 *',
                "title:akta AND (",
                "akta' UNION SELECT * FROM entry--",
                "NOT",
                "^a*",
                "\\",
                "%",
            )
        )
    if kind == 5:
        return (
            "\u202e"
            + " ".join(chance.choices(WORDS, k=6))
            + chance.choice(("\u202c", "😀🏽‍♂️", "\ud83d", "\x00", "؟", "़"))
        )
    if kind == 6:
        return " ".join(chance.choices((*WORDS, *ODD), k=chance.choice((1, 5, 200))))
    return "".join(
        f"{word}{chance.choice('?!.,;:-/2 ')}" for word in chance.choices(WORDS, k=8)
    ) * chance.choice((1, 1, 1_000))
