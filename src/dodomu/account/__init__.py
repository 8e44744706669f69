"""Everyone counted: headcount, situation report, public figures."""
