"""What somebody might try who means harm: one file for each thing; docs/safety.md lists them."""
