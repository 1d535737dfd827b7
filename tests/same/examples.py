"""How many random batches are compared: `make test` takes some, the same ones each time.

ASSO_BATCHES=20000 ASSO_SEED=1 python -m pytest tests/same/test_documents.py -s
takes others.
"""
import os

from hypothesis import HealthCheck, Phase, seed, settings


def examples(sqlite, postgresql=None):
    "Decorates a property: so many examples, or as many as the environment asks for"
    def decorate(test):
        from trytond import backend
        number = postgresql if postgresql and backend.name == 'postgresql' else sqlite
        wanted = os.environ.get('ASSO_BATCHES')
        decorated = settings(
            max_examples=int(wanted or number), deadline=None, database=None,
            # To shrink takes minutes: a seed and a number are enough to see it again
            phases=[Phase.generate], derandomize=not wanted,
            suppress_health_check=list(HealthCheck), print_blob=True)(test)
        if wanted:
            decorated = seed(int(os.environ.get('ASSO_SEED', 1)))(decorated)
        return decorated
    return decorate
