"""The tasks of lesson 01, in order: naive Bayes fitted by counting, read in log space, and drawn from."""

from gancourse.checks import counting_01, drawing_01, linear_01, logs_01

fit = counting_01.fit
log_likelihood = logs_01.log_likelihood
predict_log_proba = logs_01.predict_log_proba
linear_form = linear_01.linear_form
sample = drawing_01.sample
sample_chain = drawing_01.sample_chain
