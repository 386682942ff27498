"""Networks, one family a file. They know nothing of losses."""
