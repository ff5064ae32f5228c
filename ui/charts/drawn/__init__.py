"""The charts as drawings for paper and pictures: no widgets, sharp at any size, in any thread."""
