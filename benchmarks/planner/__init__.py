"""The planner beside what else there is, on the same problems, judged by the same checker."""
