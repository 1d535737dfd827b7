"""Runs of the bridge that fail."""
from trytond.pool import Pool, PoolMeta

from . import treasurer


class Run(metaclass=PoolMeta):
    __name__ = 'asso.feed.run'

    @classmethod
    def on_modification(cls, mode, runs, field_names=None):
        super().on_modification(mode, runs, field_names=field_names)
        if mode == 'write' and 'state' in field_names:
            failed = [run.id for run in cls.browse(runs) if run.state == 'failed']
            if failed:
                Pool().get('asso.notice').note(treasurer.failed(failed))
