"""A bar on a terminal for what takes minutes; silent where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)


@contextmanager
def bar(waiting: str, working: str) -> Iterator[Callable[[int, int], None]]:
    """A spinner named ``waiting`` until the first figures come, then a bar named ``working``."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(waiting, total=None)

        def move(done: int, of: int) -> None:
            shown.update(task, description=working, completed=done, total=of)

        yield move
