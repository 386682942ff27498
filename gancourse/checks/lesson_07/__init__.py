"""The tasks of lesson 07, in order: powers of ten of a push, a gradient's norm, a mode counter, memory, and a diagnosis."""

from gancourse.checks.lesson_07 import clinic, counting, memory, norms, push

log10_push = push.log10_push
gradient_norm = norms.gradient_norm
count_modes = counting.count_modes
remembered = memory.remembered
diagnose = clinic.diagnose
