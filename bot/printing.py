"""Results as a person reads them in the terminal."""

from __future__ import annotations

from knowledge.evaluation import Evaluation, Figures
from knowledge.importing import ImportResult
from knowledge.importing.columns import spellings
from knowledge.store import Draft

_COLUMNS = (
    "soal",
    "terjawab",
    "recall@1",
    "recall@3",
    "salah",
    "cakupan",
    "cakupan 5%",
    "cakupan 2%",
    "AUROC",
)


def figures(evaluation: Evaluation) -> str:
    """Recall@1, recall@3, wrong-answer rate and coverage, overall and per register of language."""
    rows = {"semua": evaluation.overall, **evaluation.registers}
    width = max(len(name) for name in rows)
    head = " " * width + "".join(f"{column:>12}" for column in _COLUMNS)
    note = (
        "terjawab = pertanyaan yang ada jawabannya; salah = bagian jawaban yang keliru; "
        "cakupan = bagian yang dijawab benar pada ambang kantor."
    )
    return "\n".join([head, *(_row(name.ljust(width), row) for name, row in rows.items()), note])


def _row(name: str, row: Figures) -> str:
    shares = (row.recall_1, row.recall_3, row.wrong, row.coverage, row.coverage_5, row.coverage_2, row.auroc)
    return name + f"{row.questions:>12}{row.answerable:>12}" + "".join(f"{share:>12.3f}" for share in shares)


def imported(result: ImportResult) -> str:
    """What an import did, how it read the file, and every row it left out with the reason."""
    done = "akan" if result.dry_run else "sudah"
    lines = [
        f"{result.file}: {done} ditambah {result.added}, diperbarui {result.updated}, "
        f"tetap {result.unchanged}, ditarik {result.retired}, dilewati {len(result.skipped)}."
    ]
    for mapping in result.mappings:
        names = spellings().names
        columns = ", ".join(f"{names[field]} = {head!r}" for field, head in mapping.columns.items())
        known = " (susunan yang diingat)" if mapping.remembered else ""
        lines.append(
            f"  Lembar {mapping.sheet!r}, judul kolom di baris {mapping.row}{known}, "
            f"{mapping.entries} butir: {columns}"
        )
        if mapping.unused:
            lines.append(
                f"    Kolom yang tidak dipakai: {', '.join(repr(head[:60]) for head in mapping.unused)}"
            )
    if result.dry_run:
        lines += [f"  Contoh: {_sample(draft)}" for draft in result.preview]
    lines += [f"  Catatan: {note}" for note in result.notes]
    lines += [f"  Dilewati: baris {row.row}, {row.reason}: {row.text[:60]}" for row in result.skipped]
    return "\n".join(lines)


def _sample(draft: Draft) -> str:
    """A first row in one line: title, category, unit, the beginning of its text, its link."""
    more = 1 + len(draft.links)
    link = f"{draft.link} (dan {more - 1} lagi)" if more > 1 else draft.link
    parts = (draft.title, draft.category, draft.heading, draft.unit, draft.body[:80], link)
    return " | ".join(" ".join(part.split()) for part in parts if part)
