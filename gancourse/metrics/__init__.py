"""How good samples are: features, then statistics, then a number."""
