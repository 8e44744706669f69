"""How problems and plans are written down: one JSON form, one folder of tables, and the exercise's own folder.

Nothing here opens a file. What is read comes as text, bytes or lines, and what is written goes back as text; every
fault of form is found in one reading and told with file, line and column, or with the path in the JSON.
"""
