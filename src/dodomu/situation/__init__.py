"""What is happening: reports, figures, restrictions, rumours and expected events, each by whose word, since when."""
