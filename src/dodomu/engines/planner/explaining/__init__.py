"""The rooms behind `explain`: what is told of a plan, and how it is found out."""
