"""What is said when there is no PostgreSQL: plain words, and what to do."""


class NoPostgres(Exception):
    """PostgreSQL cannot be found or started; the message says why and what helps."""
