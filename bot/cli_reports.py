"""``tanya register`` and ``tanya report``: the registers of the law and the reports, as files."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.local import Refused, store
from office.settings import load

register_app = typer.Typer(no_args_is_help=True, help="Register menurut peraturan.")

Year = Annotated[int, typer.Option("--year", help="Tahun anggaran, misalnya 2026.", min=2010, max=2100)]
Output = Annotated[Path, typer.Option("-o", "--output", dir_okay=False, help="Berkas yang ditulis.")]


class Report(StrEnum):
    """Which report."""

    RINGKAS = "ringkas"
    TAHUNAN = "tahunan"
    KINERJA = "kinerja"
    TOPIK = "topik"


@register_app.command("export")
def register_export(
    kind: Annotated[str, typer.Argument(help="Jenis perkara, misalnya permohonan atau keberatan.")],
    year: Year,
    output: Output,
    public: Annotated[bool, typer.Option("--public", help="Tanpa data pribadi.")] = False,
) -> None:
    """Tulis register setahun: xlsx dengan semua kolom, atau --public ke csv atau xlsx tanpa data pribadi."""
    from cases.registers.columns import registers
    from cases.registers.writing import as_csv, as_xlsx
    from cases.reports.period import year as whole
    from office.audit import COMMAND, note
    from office.profile import read_office

    if kind not in registers():
        raise typer.BadParameter(f"Tidak ada register {kind}. Pilih: {', '.join(registers())}.")
    form = _form(output, ("xlsx", "csv") if public else ("xlsx",))
    settings = load()
    office, period = read_office(settings.office_file), whole(year)
    with store(settings) as database:
        with database.writing(COMMAND) as session:
            note(session, "register.exported", f"register:{kind}:{year}", {"public": public})
        with database.reading() as session:
            if form == "csv":
                content = as_csv(session, kind, period, office)
            else:
                content = as_xlsx(session, kind, period, office, personal=not public)
    _write(output, content)


def report(
    year: Year,
    output: Output,
    name: Annotated[
        Report, typer.Option("--name", help="ringkas, tahunan (lengkap), kinerja, atau topik.")
    ] = Report.TAHUNAN,
    first: Annotated[str, typer.Option("--from", help="Mulai tanggal ini, bukan awal tahun.")] = "",
    last: Annotated[str, typer.Option("--until", help="Sampai tanggal ini, bukan akhir tahun.")] = "",
) -> None:
    """Tulis laporan sebagai pdf atau xlsx, dihitung dari catatan perkara yang bertanggal."""
    from cases.reports.making import as_file, make
    from cases.reports.period import Period
    from cases.reports.period import year as whole
    from office.profile import read_office
    from office.working_days import current_calendar

    form = _form(output, ("pdf", "xlsx"))
    try:
        period = whole(year)
        begin = date.fromisoformat(first) if first else period.first
        period = Period(begin, date.fromisoformat(last) if last else period.last)
    except ValueError as error:
        raise typer.BadParameter("Tulis tanggal seperti 2026-03-13, yang awal lebih dahulu.") from error
    settings = load()
    office = read_office(settings.office_file)
    with store(settings) as database, database.reading() as session:
        made = make(session, name.value, period, office, current_calendar(session))
    _write(output, as_file(made, form, office))


def _form(output: Path, forms: tuple[str, ...]) -> str:
    """What to write, by the file's ending."""
    form = output.suffix.removeprefix(".").lower()
    if form not in forms:
        raise typer.BadParameter(
            f"Nama berkas harus berakhiran {' atau '.join('.' + each for each in forms)}."
        )
    return form


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Refused(f"Berkas {output} tidak dapat ditulis: {error.strerror}.") from error
    typer.echo(f"Ditulis: {output} ({len(content) / 1000:.0f} kB)")
