"""OFD files (GB/T 33190-2016): read, and written again with their masked parts gone."""
