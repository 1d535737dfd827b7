"""Tryton's own checks of a module: views, access, translations, depends, names."""
import pytest
from trytond.modules.company.tests import CompanyTestMixin
from trytond.tests import test_tryton


@pytest.mark.usefixtures('tryton_cache')
class AssoMembersTestCase(CompanyTestMixin, test_tryton.ModuleTestCase):
    module = 'asso_members'
