"""Writes docs/kpis.md from the catalogue, so that the reference says what the app computes.

Usage: python docs/make_reference.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cxdesk.common.conventions import KEYS, Conventions, choices, number_range  # noqa: E402 - after the search path
from cxdesk.common.units import value_text  # noqa: E402
from cxdesk.kpis.catalogue import CATALOGUE  # noqa: E402
from cxdesk.kpis.kpi import Group, Kpi  # noqa: E402
from cxdesk.kpis.needs import needs_words  # noqa: E402
from cxdesk.kpis.origins import ARTICLES  # noqa: E402
from cxdesk.kpis.sources import article_words, named_by, published, target_source  # noqa: E402
from cxdesk.kpis.words import words  # noqa: E402

HEAD = """# The KPIs

Written by `python docs/make_reference.py` from the catalogue. Targets are the defaults; each can be changed.
KPIs marked “later” are listed by the app with what they need, and have no value yet.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD]
    for group in Group:
        kpis = [kpi for kpi in CATALOGUE if kpi.group is group]
        parts.append(f"\n## {group.value}\n")
        parts += [_entry(kpi) for kpi in kpis]
    parts.append("\n## Articles\n\nThe articles that the KPIs are named by.\n\n")
    parts += [f"- {article_words(article)}\n" for article in ARTICLES.values()]
    parts.append("\n## Conventions\n\nWhere the field disagrees you choose; the first value is the default.\n")
    parts.append("\n| key | values |\n|---|---|\n" + "".join(_convention(key) for key in KEYS))
    return "".join(parts)


def _entry(kpi: Kpi) -> str:
    target = "none" if kpi.target is None else value_text(kpi.target, kpi.unit)
    later = "" if kpi.available else " (later)"
    lines = [
        f"\n### {kpi.name} `{kpi.id}`{later}\n\n{kpi.meaning}\n\n"
        if kpi.meaning
        else f"\n### {kpi.name} `{kpi.id}`{later}\n\n",
        f"- formula: {words(kpi)}\n",
        f"- unit {kpi.unit.value}, better {kpi.better.value}, default target {target}\n",
        f"- needs: {needs_words(kpi)}\n",
    ]
    lines.append(f"- named by: {named_by(kpi)}\n- default target: {target_source(kpi)}\n")
    lines += [f"- published: {figure} <{address}>\n" for figure, address in published(kpi)]
    if kpi.printed:
        lines.append(f"- what the sources print: {kpi.printed}\n")
    if kpi.conventions:
        lines.append(f"- conventions: {', '.join(f'`{key}`' for key in kpi.conventions)}\n")
    return "".join(lines)


def _convention(key: str) -> str:
    default = Conventions().as_json()[key]
    span = number_range(key)
    values = ", ".join(choices(key)) or (f"{default}; any from {span[0]:g} to {span[1]:g}" if span else str(default))
    return f"| `{key}` | {values} |\n"


if __name__ == "__main__":
    path, text = ROOT / "docs" / "kpis.md", reference()
    if "--check" in sys.argv:
        sys.exit(0 if path.read_text(encoding="utf-8") == text else "docs/kpis.md is not what the catalogue says")
    path.write_text(text, encoding="utf-8")
