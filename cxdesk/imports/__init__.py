"""Reading files, recognising them, mapping columns, converting cells, reporting problems."""
