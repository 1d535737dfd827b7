"""What people and programs are told: results, reports, logs, metrics, files of balances."""
