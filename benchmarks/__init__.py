"""The program behind `make bench`: what a round costs here, against plain loops of torch that do the same work."""
