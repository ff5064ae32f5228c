"""Report to JSON, CSV and the KPI workbook; the only place that writes .xlsx."""
