"""The portal over HTTP: pages of changes come from it, balances and outcomes go to it."""
