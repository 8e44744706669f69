"""Check-ins at the desk: who needs help, who has not answered, the rounds, and answers that an officer heard."""
