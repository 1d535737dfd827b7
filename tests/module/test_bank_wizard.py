"""The wizard of import: what is asked before a file is booked."""
import pytest
from trytond.exceptions import UserError

from .treasurer import file


class Session:
    "One run of the wizard, as the client makes it"

    def __init__(self, treasurer, content, name='releve.csv'):
        self.treasurer = treasurer
        self.Wizard = treasurer.ledger.pool.get('account.statement.import', type='wizard')
        self.id, *_ = treasurer.run(lambda association, journal: self.Wizard.create())
        self.data = {'start': {
            'company': treasurer.run(lambda association, journal: association.company.id),
            'file_': content, 'file_format': 'asso_members_file', 'file_name': name,
            'journal': None}}

    def click(self, state, **values):
        "The view that follows: (its name, its values)"
        for name, changed in values.items():
            self.data[name].update(changed)

        def work(association, journal):
            from trytond.transaction import Transaction
            with Transaction().set_context(company=association.company.id):
                return self.Wizard.execute(self.id, self.data, state)
        answer = self.treasurer.run(work)
        if 'view' not in answer:
            return None, answer
        view = answer['view']
        self.data[view['state']] = {
            name: value
            for name, value in {**view.get('defaults', {}), **view.get('values', {})}.items()
            if not name.endswith('.')}
        return view['state'], self.data[view['state']]


def test_file_is_shown_the_first_time_and_booked_at_once_later(portal, treasurer):
    first = Session(treasurer, file((3, 'VIR A B', '5.00'), (25, 'VIR C D', '7.00')))
    state, shown = first.click('read')
    assert (state, shown['count'], shown['closing']) == ('preview', 2, 12)
    state, summary = first.click('confirm')
    assert (state, summary['waiting']) == ('summary', 2)
    later = Session(treasurer, file((26, 'VIR E F', '1.00'), opening='12.00'))
    assert later.click('read')[0] == 'summary'
    assert treasurer.statements() == [('0.00', '12.00', 2), ('12.00', '13.00', 1)]


def test_question_is_asked_and_answered(portal, treasurer):
    session = Session(treasurer, file((3, 'VIR A B', '5.00')))
    state, shown = session.click('read')
    question, = shown['questions']
    assert question['what'] == 'date_order'
    assert session.click('confirm')[0] == 'preview'
    assert treasurer.statements() == []
    question, = session.data['preview']['questions']
    state, _ = session.click('confirm', preview={'questions': [{**question, 'choice': 'dmy'}]})
    assert state == 'summary'
    assert treasurer.statements() == [('0.00', '5.00', 1)]


def test_columns_that_nothing_names_are_set_up_and_kept(portal, treasurer):
    def unnamed(*rows):
        return '\n'.join(
            ['a;b;c;d', *(f'x{n};{day}/02/2026;VIR {n};{amount}' for n, (day, amount)
                in enumerate(rows))]).encode()
    session = Session(treasurer, unnamed(('03', '5,00'), ('25', '-7,00')))
    state, shown = session.click('read')
    if state == 'preview':
        state, shown = session.click('columns')
    assert state == 'columns'
    with pytest.raises(UserError):
        session.click('set_columns', columns={'date': None})
    state, shown = session.click(
        'set_columns', columns={'date': '1', 'label': '2', 'amount': '3'})
    assert (state, [str(r['amount']) for r in shown['rows']]) == ('preview', ['5.00', '-7.00'])
    assert session.click('confirm')[0] == 'summary'
    later = Session(treasurer, unnamed(('27', '1,00')))
    assert later.click('read')[0] == 'summary'
