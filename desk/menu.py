"""The pages that stand in the head of every page of the desk, in their order."""

from typing import NamedTuple


class Item(NamedTuple):
    """A page: its name in the templates (``here``), its address, and the permission to see it."""

    name: str
    path: str
    permission: str


MENU = (
    Item("queue", "/desk/perkara", "case.view"),
    Item("talks", "/desk/percakapan", "conversation.take"),
    Item("deliveries", "/desk/pengiriman", "delivery.view"),
    Item("notices", "/desk/pengumuman", "notice.view"),
    Item("tasks", "/desk/tugas", "case.view"),
    Item("calendar", "/desk/kalender", "case.view"),
    Item("registers", "/desk/register", "register.export"),
    Item("reports", "/desk/laporan", "report.view"),
    Item("letters", "/desk/surat", "letter.edit"),
    Item("knowledge", "/desk/pengetahuan", "knowledge.view"),
    Item("people", "/desk/orang", "people.manage"),
    Item("audit", "/desk/catatan", "audit.view"),
)
