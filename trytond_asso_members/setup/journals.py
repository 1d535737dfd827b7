"""The journals of associations, which those of one database share."""
from trytond.i18n import gettext
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

# Their types, by the codes that French accountants read in the FEC.  Cash and miscellaneous
# entries have their standard journals already.
TYPES = {
    'ADH': 'revenue',
    'BQ': 'cash',
    'CHQ': 'cash',
    'CB': 'cash',
    'AUT': 'cash',
    'LET': 'general',
    'REP': 'situation',
    'CLO': 'situation',
    'PER': 'write-off',
    }


def get_or_create(codes):
    "Return {code: id}; a journal is made if there is none of the code and its type."
    Journal = Pool().get('account.journal')
    there = found(codes)
    missing = [code for code in codes if code not in there]
    created = Journal.create([{
                'name': gettext(f'asso_members.msg_journal_{code.lower()}'),
                'code': code,
                'type': TYPES[code],
                } for code in missing])
    there.update(zip(missing, (journal.id for journal in created)))
    return there


def found(codes):
    "Return {code: id} of those there are."
    Journal = Pool().get('account.journal')
    return {
        journal.code: journal.id
        for journal in Journal.search([('code', 'in', list(codes))], order=[('id', 'DESC')])
        if journal.type == TYPES[journal.code]}


class Journal(metaclass=PoolMeta):
    __name__ = 'account.journal'

    @classmethod
    def __register__(cls, module):
        super().__register__(module)
        forget_data(cls.__name__)


def forget_data(model):
    """Let the records of the model stay that once were data of this module.

    Tryton deletes such records when the module no longer has them; they are in use.
    """
    pool = Pool()
    cursor = Transaction().connection.cursor()
    data = pool.get('ir.model.data').__table__()
    cursor.execute(*data.delete(
            where=(data.module == 'asso_members') & (data.model == model)))
    # Nor are their names in other languages the module's any more
    translation = pool.get('ir.translation').__table__()
    cursor.execute(*translation.update(
            [translation.module], [None],
            where=(translation.module == 'asso_members')
            & (translation.name == f'{model},name') & (translation.res_id >= 0)))
