"""Passenger lists as carriers and border services exchange them: UN/EDIFACT PAXLST, written and read by us."""
