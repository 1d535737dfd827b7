"""The distribution of the Tryton module; bridge/ and portal/ are distributions of their own.

All have one version: that of tryton.cfg, which their pyproject.toml repeat.
"""
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
cfg = ConfigParser()
cfg.read(here / 'trytond_asso_members' / 'tryton.cfg', encoding='utf-8')
tryton = cfg['tryton']
series = '.'.join(tryton['version'].split('.')[:2])
STANDARD = {'ir', 'res'}

requires = [f'trytond ~= {series}.0', 'python-sql >= 1.5', 'pydantic >= 2.11']
# Spreadsheets of banks; payment references; names that are close to one another
requires += [
    'defusedxml >= 0.7', 'python-calamine >= 0.4', 'python-stdnum >= 1.20', 'rapidfuzz >= 3.9']
# The formulas of tariffs
requires += ['simpleeval >= 1.0']
requires += [
    f'trytond-{name.replace("_", "-")} ~= {series}.0'
    for name in tryton['depends'].split() if name not in STANDARD]
postgresql = [f'trytond[postgresql] ~= {series}.0', 'psycopg[binary,pool] >= 3.2']
# What draws the papers, the QR codes on them, and writes amounts in words
pdf = ['weasyprint >= 70', 'segno >= 1.6', 'num2words >= 0.5.13']
# Direct debits
sepa = [
    f'trytond-account-payment ~= {series}.0', f'trytond-account-payment-sepa ~= {series}.0']
# With what the bridge and the portal need: see Makefile
test = [
    *postgresql, *pdf, *sepa, 'factur-x >= 7', 'pypdf >= 6', 'pypdfium2 >= 5', 'zxing-cpp >= 2.3',
    'standardwebhooks >= 1.0', 'aiosmtpd >= 1.4.6',
    'pytest >= 9', 'pytest-django >= 4.9', 'pytest-xdist >= 3.6', 'hypothesis >= 6.130',
    'schemathesis >= 4', 'playwright >= 1.50', 'trustme >= 1.2', 'gunicorn >= 23',
    'build >= 1.2', 'setuptools >= 77', 'mypy >= 1.15', 'ruff >= 0.11', 'types-requests',
    # What hooks into the models that are written by sets
    f'trytond-analytic-account ~= {series}.0', f'trytond-analytic-invoice ~= {series}.0',
    f'trytond-account-dunning-letter ~= {series}.0',
    f'trytond-account-invoice-history ~= {series}.0',
    # What the bench compares with
    f'trytond-sale-subscription ~= {series}.0']


def readme():
    path = here / 'README.md'
    return path.read_text(encoding='utf-8') if path.exists() else ''


setup(
    name='trytond-asso-members',
    version=tryton['version'],
    description='Let the members of a non-profit know, at any moment, what they owe',
    long_description=readme(),
    long_description_content_type='text/markdown',
    license='GPL-3.0-or-later',
    license_files=['LICENSE'],
    python_requires='>=3.11',
    classifiers=[
        'Framework :: Tryton',
        'Natural Language :: English',
        'Natural Language :: French',
        'Programming Language :: Python :: 3.11',
        'Programming Language :: Python :: 3.12',
        'Programming Language :: Python :: 3.13',
        'Topic :: Office/Business :: Financial :: Accounting',
        ],
    packages=find_packages(include=['trytond_asso_members*']),
    package_data={
        'trytond_asso_members': [
            '**/tryton.cfg', '**/*.xml', '**/*.html', '*/*.css', '*/*.genshi', '*/*.xmp',
            'locale/*.po', 'icons/*.svg', 'tests/*.rst'],
        },
    entry_points={'trytond.modules': ['asso_members = trytond_asso_members']},
    install_requires=requires,
    extras_require={'postgresql': postgresql, 'pdf': pdf, 'sepa': sepa, 'test': test},
    zip_safe=False,
    )
