"""The reviewing desk: the queue, the document with its suggestions, and a person's word on each."""
