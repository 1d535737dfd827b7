"""Modules of Tryton that associations may have beside this one; `make stress` installs them."""
from importlib.util import find_spec

MODULES = [
    'account_asset', 'account_cash_rounding', 'account_credit_limit', 'account_deposit',
    'account_dunning_email', 'account_dunning_fee', 'account_dunning_letter', 'account_eu',
    'account_export', 'account_invoice_correction', 'account_invoice_defer',
    'account_invoice_line_standalone', 'account_invoice_secondary_unit',
    'account_invoice_stock', 'account_invoice_watermark', 'account_move_line_grouping',
    'account_payment', 'account_payment_clearing', 'account_payment_sepa',
    'account_receivable_rule', 'account_rule', 'account_statement_ofx', 'account_tax_cash',
    'account_tax_non_deductible', 'account_tax_rule_country', 'analytic_purchase',
    'analytic_sale', 'attendance', 'carrier', 'commission', 'company_work_time', 'dashboard',
    'document_incoming', 'inbound_email', 'incoterm', 'marketing', 'marketing_email',
    'notification_email', 'party_avatar', 'party_relationship', 'product_attribute',
    'product_classification', 'product_cost_fifo', 'product_kit', 'product_measurements',
    'product_price_list', 'production', 'project', 'project_invoice', 'purchase',
    'purchase_request', 'quality', 'sale', 'sale_credit_limit', 'sale_invoice_grouping',
    'sale_opportunity', 'sale_payment', 'sale_promotion', 'sale_subscription', 'sale_supply',
    'stock', 'stock_lot', 'stock_supply', 'timesheet', 'timesheet_cost', 'user_role',
    'web_user',
    ]


def installed():
    return [name for name in MODULES if find_spec(f'trytond.modules.{name}')]


if __name__ == '__main__':
    print(*(f'trytond-{name.replace("_", "-")}~=8.0.0' for name in MODULES))
