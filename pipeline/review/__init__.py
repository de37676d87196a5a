"""The review workbench: a web application where the machine's suggestions become an office's decisions."""
