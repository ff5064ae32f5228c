"""Sheets of the KPI workbook, one module a sheet."""
