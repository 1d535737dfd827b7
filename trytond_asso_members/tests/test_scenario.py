"""The scenarios beside this file, each in a database of its own."""
from trytond.tests.test_tryton import load_doc_tests


def load_tests(*args, **kwargs):
    "What unittest asks for."
    return load_doc_tests(__name__, __file__, *args, **kwargs)
