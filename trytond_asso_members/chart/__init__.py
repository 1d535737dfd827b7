"""The chart of accounts of an association, its balance sheet and its income statement."""
