"""Reading the tables of a situation: rows in, steps and faults out. Pure; nothing is filled in by guess."""
