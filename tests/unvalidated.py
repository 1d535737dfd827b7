"""trytond-admin that does not validate what it reads: python -m tests.unvalidated -c ...

For databases of Tryton's own modules, whose suites have validated it: half of the time is saved.
"""
import sys

import trytond.config
from trytond.cli import admin


def main(config):
    # The kind of database is chosen when trytond's models are imported
    trytond.config.update_etc(config)
    from trytond.model import ModelStorage
    ModelStorage._validate = classmethod(lambda *_, **__: None)
    admin.main()


if __name__ == '__main__':
    main(sys.argv[sys.argv.index('-c') + 1])
