"""Who names a KPI, and where its default target comes from, in words."""

from __future__ import annotations

from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.origins import ARTICLES, ORIGINS, Article

_NOBODY = "none of the articles; added by CX Desk"


def articles_of(kpi: Kpi) -> tuple[Article, ...]:
    """The articles that name a KPI."""
    return tuple(ARTICLES[letter] for letter in ORIGINS[kpi.id].named_by)


def named_by(kpi: Kpi) -> str:
    """The publishers of these articles: `Virto Commerce 2024, Brickclay`."""
    found = articles_of(kpi)
    return ", ".join(f"{article.publisher} {article.year}".strip() for article in found) or _NOBODY


def article_words(article: Article) -> str:
    """Publisher, title and, where the article gives one, its year."""
    return ", ".join(part for part in (article.publisher, article.title, article.year) if part)


def target_source(kpi: Kpi) -> str:
    """What the default target rests on."""
    return ORIGINS[kpi.id].target


def published(kpi: Kpi) -> tuple[tuple[str, str], ...]:
    """Published figures to compare with, each with its address."""
    return tuple((figure.words, figure.url) for figure in ORIGINS[kpi.id].figures)


def benchmark_words(kpi: Kpi) -> str:
    """What the default target rests on, and published figures, as one text."""
    return " ".join((target_source(kpi), *(words for words, _ in published(kpi))))
