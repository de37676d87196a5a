"""The office's paperwork as pure functions: form, deadlines, signing steps, letters, risk."""
