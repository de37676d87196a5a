"""Predicted documents against gold rows, into figures."""
