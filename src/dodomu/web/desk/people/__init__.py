"""People at the desk: the list, one person, a call, a change, a move."""
