"""A Django site whose models have COIN's names and fields: what the portal is tested against.

COIN's own source is not needed: a dump of COIN's goes in by Django's loaddata.
"""
