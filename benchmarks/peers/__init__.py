"""Those who ask the server: browsers that are quick, and telephones that are slow."""
