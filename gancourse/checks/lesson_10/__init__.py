"""The tasks of lesson 10, in order: Fréchet distance, kernel distance, inception score, precision and recall, Parzen window."""

from gancourse.checks.lesson_10 import balls, gaussians, kernels, tables, windows

frechet_distance = gaussians.frechet_distance
kid = kernels.kid
inception_score = tables.inception_score
precision_recall = balls.precision_recall
parzen = windows.parzen
