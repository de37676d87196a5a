"""The revisions of the tables, one file each; run by `store.schema`."""
