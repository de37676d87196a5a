"""The drafting desk: documents come in, the form is filled in, the interpretation is written."""
