"""CX Desk: customer-service KPIs from exported spreadsheets, without a screen."""

VERSION = "0.1.0"
