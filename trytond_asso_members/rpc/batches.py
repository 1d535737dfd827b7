"""The batches that the bridge sends, read strictly; each record is read by `changes`."""
from trytond.i18n import gettext

from ..changes.batch import Change
from ..changes.values import is_id
from ..exceptions import FeedError
from ..feed.words import CONTRACT, MODELS
from . import arguments

OPERATIONS = {'upsert', 'delete', 'unreadable'}


def read(text):
    "What the JSON of a batch says; raise FeedError if it has not the contract's form."
    batch = arguments.read('batch', text)
    try:
        changes = batch['changes']
        version = batch['contract']
        if not isinstance(changes, list):
            raise TypeError('changes must be a list')
    except (KeyError, TypeError) as error:
        raise FeedError(gettext(
                'asso_members.msg_feed_batch', error=repr(error)))
    if version != CONTRACT:
        raise FeedError(gettext(
                'asso_members.msg_feed_contract', version=str(version)[:100]))
    arguments.check_head(batch)
    return batch


def change(change):
    "The change of a batch, to be applied; raise FeedError if it has not the contract's form."
    try:
        content = change.get(
            'problem' if change['op'] == 'unreadable' else 'data')
        if change['type'] not in MODELS or change['op'] not in OPERATIONS:
            raise ValueError(f"{change['type']} {change['op']}")
        id_ = str(change['id'])
        if not is_id(id_) or not is_id(change['digest']):
            raise ValueError(f"{id_!a} {change['digest']!a}"[:200])
        return Change(
            change['type'], id_, change['op'],
            change['digest'], content)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FeedError(gettext(
                'asso_members.msg_feed_batch', error=repr(error)))
