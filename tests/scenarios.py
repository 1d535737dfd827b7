"""Tryton's own tests under pytest: its module test case, and scenarios.

Both make their databases by trytond's test tools, which copy them from a cache when there is
one: the layer `activated` is put there, since it is what activate_modules('asso_members') makes,
and `extras`, with which the module test case runs.
"""
import doctest
import os
import shutil
import unittest

CACHED = {'asso_members': 'activated', 'asso_members-account_payment_sepa': 'extras'}


def configure_cache(backend):
    "Say where the cache is; before trytond.tests is imported"
    os.environ['DB_CACHE'] = (
        backend.uri.rstrip('/') if backend.name == 'postgresql'
        else str(backend.directory / 'cache'))


def fill_cache(backend, modules='asso_members'):
    from trytond.tests import test_tryton
    cached = test_tryton._db_cache_file(os.environ['DB_CACHE'], modules)
    layer = CACHED[modules]
    if backend.name == 'postgresql':
        name = cached.rpartition('/')[2]
        if not backend.exists(name):
            backend.create(name, layer)
    elif not os.path.exists(cached):
        os.makedirs(os.environ['DB_CACHE'], exist_ok=True)
        shutil.copyfile(backend.template(layer), cached)


def run(path, backend):
    "Run a scenario; raise ScenarioFailed at its first step that does not come out as written"
    from trytond.tests import test_tryton
    fill_cache(backend)
    flags = doctest.REPORT_ONLY_FIRST_FAILURE | doctest.ELLIPSIS
    if backend.name == 'sqlite':
        flags |= test_tryton.STRIP_DECIMAL
    suite = doctest.DocFileSuite(
        str(path), module_relative=False, encoding='utf-8',
        setUp=test_tryton.doctest_setup, tearDown=test_tryton.doctest_teardown,
        checker=test_tryton.doctest_checker, optionflags=flags)
    result = unittest.TestResult()
    suite.run(result)
    for _, text in result.errors + result.failures:
        raise ScenarioFailed(text)


class ScenarioFailed(Exception):
    "A step of the scenario did not come out as written"
