"""What people see: one folder an audience, and the parts they share."""
