"""Tryton's own checks of a module: views, access, translations, depends, names."""
from trytond.modules.company.tests import CompanyTestMixin
from trytond.tests.test_tryton import ModuleTestCase


class AssoMembersTestCase(CompanyTestMixin, ModuleTestCase):
    module = 'asso_members'
    extras = ['account_payment_sepa']  # noqa: RUF012


del ModuleTestCase
