"""What a client needs of a form to show what the server works out."""


def test_form_has_what_its_fields_ask_for_as_they_change(ledger):
    "A client sends the fields of the view alone: what is asked for beside them comes as empty"
    missing = []
    with ledger.transaction():
        for view in ledger.get('ir.ui.view').search([
                ('model', 'like', 'asso.%'), ('type', '=', 'form'), ('inherit', '=', None)]):
            fields = ledger.get(view.model).fields_view_get(view.id, 'form')['fields']
            for name, field in fields.items():
                asked = {*field.get('on_change', ()), *field.get('on_change_with', ())}
                there = {'id', *fields}
                missing += [
                    (view.name, name, one) for one in sorted(asked)
                    if one.split('.')[0] not in there and not one.startswith('_parent_')]
    assert missing == []
