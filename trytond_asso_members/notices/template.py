"""The words in which an event is told, for each kind; persons may change them in the client."""
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pyson import Eval

from ..exceptions import MessageError
from .wording import fields_of
from .words import COMMON, DIGEST, FIELDS, OF_TREASURER, TEMPLATES, TREASURER


class Template(ModelSQL, ModelView):
    __name__ = 'asso.notice.template'

    kind = fields.Selection(TEMPLATES, "Of", required=True, readonly=True, sort=False)
    kind_string = kind.translated('kind')
    subject = fields.Char("Subject", required=True, translate=True)
    text = fields.Text(
        "Text", required=True, translate=True,
        help="A line is left out if one of its fields has nothing to say, and so is the line "
        "before it that ends with a colon.  Lines that begin with \"- \" are a list.")
    fields_there = fields.Function(
        fields.Text("Fields", help="What may stand in the subject and the text."),
        'on_change_with_fields_there')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'ASC')]
        t = cls.__table__()
        cls._sql_constraints += [
            ('kind_unique', Unique(t, t.kind), 'asso_members.msg_template_kind_unique'),
            ]
        is_of_member = {
            'invisible': (Eval('id', -1) < 0) | Eval('kind').in_([DIGEST, *TREASURER]),
            'depends': ['id', 'kind']}
        cls._buttons['preview'] = is_of_member

    def get_rec_name(self, name):
        return self.kind_string

    @fields.depends('kind')
    def on_change_with_fields_there(self, name=None):
        return ' '.join(f'${{{name}}}' for name in self.names_of(self.kind)) if self.kind else ''

    @staticmethod
    def names_of(kind):
        "The names of the fields that the words of a kind may have."
        common = OF_TREASURER if kind in {DIGEST, *TREASURER} else COMMON
        return [*common, *FIELDS[kind]]

    @classmethod
    def validate_fields(cls, templates, field_names):
        super().validate_fields(templates, field_names)
        if {'subject', 'text'} & field_names:
            for template in templates:
                template.check_fields()

    def check_fields(self):
        "Raise MessageError for a field that there is not."
        unknown = (fields_of(self.subject) | fields_of(self.text)) - set(self.names_of(self.kind))
        if unknown:
            raise MessageError(gettext(
                    'asso_members.msg_template_field', template=self.rec_name,
                    field=f'${{{min(unknown)}}}', fields=self.fields_there))

    @classmethod
    def all(cls):
        "Return {kind: template} in the language of the context."
        return {template.kind: template for template in cls.search([])}

    @classmethod
    @ModelView.button_action('asso_members.wizard_template_preview')
    def preview(cls, templates):
        pass

    @classmethod
    def copy(cls, templates, default=None):
        if templates:
            raise MessageError(gettext('asso_members.msg_template_kind_unique'))
        return super().copy(templates, default=default)
