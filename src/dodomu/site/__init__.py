"""How it is put together: settings, addresses, the command."""
