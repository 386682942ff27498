"""A package, so that `tests` is this one in every kernel that a test starts: torch-fidelity installs another of that name."""
