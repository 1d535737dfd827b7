"""Days on which a subscription rests, and is not billed."""
from trytond.model import ModelSQL, ModelView, fields
from trytond.pyson import Eval


class Suspension(ModelSQL, ModelView):
    __name__ = 'asso.subscription.suspension'

    subscription = fields.Many2One(
        'asso.subscription', "Subscription", required=True, ondelete='CASCADE')
    first_day = fields.Date("From", required=True)
    last_day = fields.Date(
        "To",
        domain=['OR',
            ('last_day', '=', None),
            ('last_day', '>=', Eval('first_day', None)),
            ],
        help="The last day of the suspension.\nLeave empty as long as it lasts.")
    reason = fields.Char("Reason")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__access__.add('subscription')
        cls._order = [('first_day', 'DESC'), ('id', 'DESC')]
