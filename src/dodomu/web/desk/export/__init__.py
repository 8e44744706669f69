"""Taking people out: filters, columns, a purpose, the number first, and then the file."""
