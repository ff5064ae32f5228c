"""What a sheet is and how its columns map: header, names, kinds of tables, readings, questions."""
