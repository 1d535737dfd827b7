"""Records that are looked up by a number, or by a name."""


def search_rec_name(clause, number, *names):
    """The domain for rec_name `[number] name`: the number from its start, or a name within.

    `number` and `names` are the fields.
    """
    _, operator, value, *extra = clause
    bool_op = 'AND' if operator.startswith(('!', 'not ')) else 'OR'
    start = value
    if operator.endswith('like') and isinstance(value, str):
        start = value.removeprefix('%')
    return [bool_op, (number, operator, start, *extra)] + [
        (name, operator, value, *extra) for name in names]
