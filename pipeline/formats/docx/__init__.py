"""Word files (DOCX, ECMA-376): read, and written again with their masked parts gone."""
