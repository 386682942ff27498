"""The tasks of lesson 06, in order: the best discriminator, JS and C(G), their proof, JS from samples, one bound for many."""

from gancourse.checks.lesson_06 import bound, integrals, proof, ratio, samples

optimal_discriminator = ratio.optimal_discriminator
js = integrals.js
criterion = integrals.criterion
proof_numbers = proof.proof_numbers
js_from_samples = samples.js_from_samples
f_bound = bound.f_bound
