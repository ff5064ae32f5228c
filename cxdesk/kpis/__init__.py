"""The KPI catalogue and its evaluation. Measures are known here by name only."""
