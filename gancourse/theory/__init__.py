"""The theory that the lessons stand on, as code: naive Bayes, inverse CDFs, min-max dynamics, divergences, optimal transport."""
