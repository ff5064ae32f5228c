"""Seeds of the fuzzing, those that broke something once among them, keep what must hold for any bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz import checks

SEEDS = Path(__file__).resolve().parents[2] / "fuzz" / "seeds"


def seeds(kind: str) -> list[Path]:
    found = sorted((SEEDS / kind).iterdir())
    assert found
    return found


@pytest.mark.parametrize("seed", seeds("text"), ids=lambda seed: seed.name)
def test_texts(seed):
    checks.text(seed.read_bytes())


@pytest.mark.parametrize("seed", seeds("package"), ids=lambda seed: seed.name)
def test_packages(seed):
    data = seed.read_bytes()
    checks.guarded(data)
    checks.package(data)


@pytest.mark.parametrize("seed", seeds("cells"), ids=lambda seed: seed.name)
def test_cells(seed):
    checks.cells(seed.read_bytes())
