"""The tasks of lesson 04, in order: the gap, the Jacobian, one step of three rules, what eigenvalues predict, a memory."""

from gancourse.checks.lesson_04 import jacobians, predictions, steps, tables

min_max_gap = tables.min_max_gap
game_jacobian = jacobians.game_jacobian
three_steps = steps.three_steps
predict = predictions.predict
optimistic_path = steps.optimistic_path
