"""Charts as SVG that stands alone: no script, colours with contrast, words in place of numbers only."""

from __future__ import annotations

import base64
import re

import pygal
from pygal.style import Style

from cases.reports.document import Chart, Table, words

COLOURS = ("#12496b", "#b4541a", "#3d6b2f", "#6b3d7a", "#7a1f3d", "#5a5a5a")
"""Each at least 4.5 to 1 on white, and told apart by dash and mark as well as by hue."""
FONT = "Libertinus Serif, Georgia, serif"
_ID = re.compile(r"chart-[0-9a-f-]{36}")


def draw(chart: Chart) -> str:
    """The SVG of a chart; the same figures give the same file."""
    style = Style(
        background="#ffffff", plot_background="#ffffff", foreground="#1b1b1b", foreground_strong="#1b1b1b",
        foreground_subtle="#5a5a5a", colors=COLOURS, font_family=FONT, label_font_size=15,
        major_label_font_size=15, legend_font_size=15, opacity="1", stroke_width="2.5",
    )  # fmt: skip
    across = chart.kind == "bar"
    shape = pygal.HorizontalBar if across else pygal.Line
    height = 120 + 34 * len(chart.labels) * len(chart.series) if across else 420
    drawing = shape(
        style=style, js=[], width=800, height=max(220, height), show_legend=len(chart.series) > 1,
        legend_at_bottom=True, margin=12, spacing=12, disable_xml_declaration=True, include_x_axis=True,
        truncate_label=-1, truncate_legend=-1, formatter=words, print_values=False,
    )  # fmt: skip
    # Horizontal bars grow upwards: turned round, the first row of the table stands on top.
    turn = -1 if across else 1
    drawing.x_labels = [short(label) for label in chart.labels][::turn]
    for name, values in chart.series:
        drawing.add(name, list(values)[::turn])
    svg: str = drawing.render(is_unicode=True)
    return _ID.sub("chart", svg)


def picture(chart: Chart) -> str:
    """The chart as an address that holds it whole: nothing else is asked of the server."""
    return f"data:image/svg+xml;base64,{base64.b64encode(draw(chart).encode()).decode()}"


def short(label: str, length: int = 34) -> str:
    """A label that fits beside its bar; the table carries it in full."""
    return label if len(label) <= length else label[:length].rsplit(" ", 1)[0] + " …"


def description(table: Table) -> str:
    """The chart in words, for who does not see it: each row of its table."""
    assert table.chart is not None  # noqa: S101 - only tables with a chart are drawn
    names = [name for name, _ in table.chart.series]
    parts = []
    for at, label in enumerate(table.chart.labels):
        values = [words(values[at]) for _, values in table.chart.series]
        told = (
            values
            if len(names) == 1
            else [f"{name} {value}" for name, value in zip(names, values, strict=True)]
        )
        parts.append(f"{label}: {', '.join(told)}")
    return f"{table.title}. {'; '.join(parts)}."
