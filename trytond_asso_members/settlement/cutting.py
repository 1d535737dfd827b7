"""Which fragments of a payment cover which needs, and which one is cut for them."""


def cut(payment, needs, cut_fragment, sign=1):
    """Cover the needs, {target: amount}, as far as is free; return [(target, fragment)].

    Exact fragments are taken first, then smaller ones, then parts of a larger one, which
    `cut_fragment(payment, fragment, amounts)` makes.  `sign` is -1 when the amounts
    are negative: those of a repayment, which takes.  A fragment of the other sign, which
    a person left by undoing a lettering, is not given.
    """
    pieces = []
    free = sorted(
        (f for f in payment.free if f.amount * sign > 0),
        key=lambda f: (f.amount * -sign, f.id or 0))
    rest = dict(needs)
    for target, need in needs.items():
        exact = next((f for f in free if f.amount == need), None)
        if exact:
            free.remove(exact)
            pieces.append((target, exact))
            del rest[target]
    for target in list(rest):
        for fragment in list(free):
            if fragment.amount * sign <= rest[target] * sign:
                free.remove(fragment)
                pieces.append((target, fragment))
                rest[target] -= fragment.amount
        if not rest[target]:
            del rest[target]
    while rest and free:
        fragment = free.pop()  # the smallest that is left
        amounts, targets = _parts(fragment.amount, rest, sign)
        pieces.extend(zip(targets, cut_fragment(payment, fragment, amounts)))
    return pieces


def _parts(left, rest, sign):
    "Into which amounts to cut what is `left`, and for which targets; `rest` needs so much less."
    amounts, targets = [], []
    for target in list(rest):
        amount = min(rest[target] * sign, left * sign) * sign
        if amount:
            amounts.append(amount)
            targets.append(target)
            left -= amount
            rest[target] -= amount
            if not rest[target]:
                del rest[target]
    if left:
        amounts.append(left)
    return amounts, targets
