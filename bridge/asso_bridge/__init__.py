"""The command `asso-bridge`: a portal's data goes into Tryton, and the balances come back."""
