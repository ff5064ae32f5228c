"""Every KPI says who names it and what its default target rests on, and nothing that nobody printed."""

from __future__ import annotations

import re

import pytest

from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.origins import ARTICLES, NO_DEFAULT, ORIGINS
from cxdesk.kpis.sources import articles_of, benchmark_words, named_by, published, target_source


def test_every_kpi_has_its_origin_in_the_order_of_the_catalogue():
    assert list(ORIGINS) == [kpi.id for kpi in CATALOGUE]


@pytest.mark.parametrize("kpi", CATALOGUE, ids=lambda kpi: kpi.id)
def test_a_kpi_without_a_default_target_says_so_and_only_such(kpi: Kpi):
    assert (kpi.target is None) == target_source(kpi).startswith(NO_DEFAULT.partition(":")[0])


@pytest.mark.parametrize("kpi", CATALOGUE, ids=lambda kpi: kpi.id)
def test_the_figure_of_the_words_is_the_default_target(kpi: Kpi):
    words = target_source(kpi)
    begins = re.match(r"(\d+(?:\.\d+)?) ?(?:%|h)?(?: a month)?[:,]", words)
    if begins:
        assert float(begins.group(1)) == kpi.target


def test_letters_name_articles_in_their_order():
    for origin in ORIGINS.values():
        assert list(origin.named_by) == [letter for letter in ARTICLES if letter in origin.named_by]


def test_all_five_articles_name_some_kpi():
    assert {article.publisher for kpi in CATALOGUE for article in articles_of(kpi)} == {
        "Virto Commerce", "Brickclay", "Front", "TeamSupport", "LuckBoosters",
    }  # fmt: skip


def test_published_figures_name_their_place():
    figures = [figure for kpi in CATALOGUE for figure in published(kpi)]
    assert len(figures) > 10
    for words, address in figures:
        assert re.fullmatch(r"https?://[^\s]+", address)
        assert words.endswith(".")


def test_words_of_a_kpi():
    assert named_by(by_id("sla")) == "Brickclay"
    assert named_by(by_id("backlog")) == "none of the articles; added by CX Desk"
    assert benchmark_words(by_id("cart_abandonment")) == (
        "70 %: the middle of the 60 to 80 % that Virto Commerce gives for online retailers. Baymard Institute, 14 years"
        " of tracking: 70.19 %."
    )
