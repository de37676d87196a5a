"""PDF files (ISO 32000): read by PDFium, and written again with their masked glyphs gone."""
