"""The report on paper: pages for PDF files and printers."""
