"""The canonical tables: what a row is, which fields it has, and the dataset that holds them."""
