"""What the planner is measured beside. Each gets the same problem; each plan is judged by the same checker."""
