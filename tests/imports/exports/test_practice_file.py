"""The practice file of support tickets that many people begin with: moments under names of durations, no creation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

HEADER = (
    "Ticket ID|Customer Name|Customer Email|Customer Age|Customer Gender|Product Purchased|Date of Purchase|"
    "Ticket Type|Ticket Subject|Ticket Description|Ticket Status|Resolution|Ticket Priority|Ticket Channel|"
    "First Response Time|Time to Resolution|Customer Satisfaction Rating"
)


def _row(number: int, answered: str, resolved: str, status: str, rated: str, channel: str = "Email") -> dict:
    return {
        "Ticket ID": str(number), "Customer Name": "Zoe Zed", "Customer Email": f"z{number}@example.org",
        "Customer Age": "32", "Customer Gender": "Other", "Product Purchased": "GoPro Hero",
        "Date of Purchase": "2021-03-22", "Ticket Type": "Technical issue", "Ticket Subject": "Product setup",
        "Ticket Description": "I have an issue with it", "Ticket Status": status, "Resolution": "Case maybe show",
        "Ticket Priority": "Critical", "Ticket Channel": channel, "First Response Time": answered,
        "Time to Resolution": resolved, "Customer Satisfaction Rating": rated,
    }  # fmt: skip


SHEET = export(
    HEADER,
    _row(1, "2023-06-01 12:15:36", "", "Pending Customer Response", ""),
    _row(2, "2023-06-01 11:14:38", "2023-06-01 18:05:38", "Closed", "3.0"),
    _row(3, "2023-06-01 10:38:40", "2023-06-01 01:57:40", "Closed", "5.0", "Chat"),
    _row(4, "", "", "Open", ""),
    _row(5, "2023-06-01 00:12:42", "2023-06-02 19:53:42", "Closed", "4.0", "Phone"),
)


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "google", "excel"])
def test_moments_are_moments_and_no_durations(tmp_path: Path, name: str):
    got = imported(variants(SHEET, tmp_path)[name])
    assert got.recognised == "Customer support tickets practice file"
    assert got.kpi("volume").value == 5
    fields = {header.casefold(): field for header, field in got.fields.items()}
    assert (fields["first response time"], fields["time to resolution"]) == ("first_response_at", "resolved_at")
    assert "created_at" not in fields.values()
    assert "date of purchase" not in fields
    assert got.measured("first_response_hours") == {}
    assert got.measured("resolution_hours") == {}
    assert got.kpi("csat").n == 3
    assert got.kpi("csat").value == pytest.approx(200 / 3)
    assert str(got.answers["responded_at"].min()) == "2023-06-01 01:57:40"
    assert (fields["ticket channel"], fields["product purchased"], fields["ticket type"]) == (
        "channel", "product", "category",
    )  # fmt: skip
    assert {"missing_date", "response_after_resolution"} <= set(got.problems)


def test_what_is_missing_is_said(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "customer_support_tickets.csv"))
    frt, art = got.kpi("frt"), got.kpi("art")
    assert frt.value is None
    assert art.value is None
