"""The tasks of lesson 01, in order: naive Bayes fitted by counting, read in log space, and drawn from."""

from gancourse.checks.lesson_01 import counting, drawing, linear, logs

fit = counting.fit
log_likelihood = logs.log_likelihood
predict_log_proba = logs.predict_log_proba
linear_form = linear.linear_form
sample = drawing.sample
sample_chain = drawing.sample_chain
