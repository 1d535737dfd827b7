"""What a bill is beyond Tryton's invoice: its kind, credit notes, reminders, income."""
