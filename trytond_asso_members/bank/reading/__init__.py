"""Any file of a bank or a payment service, read in plain Python."""
