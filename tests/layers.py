"""Make the ready databases before the tests, on both kinds at once: python -m tests.layers

Without it the first tests make them, while others wait.
"""
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from .databases import SQLite, in_memory
from .postgresql import PostgreSQL, why_not

# What is done at once; who needs a layer that another makes waits for it
LAYERS = [
    (SQLite, ['two', 'owing', 'closed']),
    (SQLite, ['debits']),
    (PostgreSQL, ['two', 'owing', 'closed']),
    ]


def make(kind, layers):
    with TemporaryDirectory(prefix='asso-layers-', dir=in_memory()) as folder:
        backend = kind(Path(folder))
        backend.write_config()
        backend.start()
        try:
            for layer in layers:
                backend.template(layer)
        finally:
            backend.close()


def main():
    made = [one for one in LAYERS if one[0] is SQLite or not why_not()]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: make(*one), made))


if __name__ == '__main__':
    main()
