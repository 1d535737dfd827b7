"""The ledger: what the bridge calls there, and Tryton over RPC, which carries the calls."""
