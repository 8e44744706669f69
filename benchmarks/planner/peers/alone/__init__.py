"""Solvers that read a model from a file and answer into another, each in a process of its own.

They import nothing of this project: two of them cannot even be loaded into one process, because each brings its own
build of the same library.
"""
