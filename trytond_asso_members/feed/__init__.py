"""The portal as Tryton remembers it: feed, bindings, runs, quarantine, words of the contract."""
