"""What all stand on: crises and places, actors and permissions, news, trace, encryption."""
