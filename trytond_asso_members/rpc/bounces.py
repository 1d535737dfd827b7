"""Mails that came back, told by the bridge: see doc/reference/contract.md."""
import json

from trytond.pool import PoolMeta

from ..notices.returned import Bounce, note


class Feed(metaclass=PoolMeta):
    __name__ = 'asso.feed'

    @classmethod
    def bounces(cls, feed, bounces):
        with cls.answering(feed) as feed:
            bounces = [Bounce(**one) for one in json.loads(bounces)]
            return json.dumps({'outcomes': note(feed.company, bounces)})
