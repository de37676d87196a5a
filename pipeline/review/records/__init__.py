"""What the office looks up: search, the audit chain, labelled decisions."""
