"Figures as of a day: what members owed then, whatever was booked since."
