"""Feedback: what people say is wrong or missing, by the day on which an answer was promised."""
