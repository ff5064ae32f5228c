"""Fuzzing of the importer: what must hold for any bytes, and programs that look for bytes for which it does not."""
