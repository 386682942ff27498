"""The answer's side of a check: it runs a student's code and answers calls, and knows no check and no expected value.

Nothing else of the course is imported here, so that it runs where the course's answers must not be.
"""
