"""How many random batches are compared: `make test` takes some, the same ones each time.

Each kind of database has batches of its own; most are for PostgreSQL, on which associations run.
ASSO_BATCHES=20000 ASSO_SEED=1 python -m pytest tests/same/test_documents.py -s
takes others.
"""
import os

from hypothesis import HealthCheck, Phase, seed, settings


def examples(sqlite, postgresql):
    "Check a property with so many examples, or with as many as the environment asks for"
    def decorate(test):
        from trytond import backend
        number = postgresql if backend.name == 'postgresql' else sqlite
        decorated = settings(
            max_examples=int(os.environ.get('ASSO_BATCHES', number)),
            # Shrinking takes minutes: a seed and a number are enough to see a failure again
            database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), print_blob=True)(test)
        return seed(os.environ.get('ASSO_SEED', backend.name))(decorated)
    return decorate
