"""The file of entries that the French tax authority asks for: is it sound?"""
