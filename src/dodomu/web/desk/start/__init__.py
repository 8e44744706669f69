"""The first page of a crisis, and the choice of one."""
