"The end of a fiscal year."
