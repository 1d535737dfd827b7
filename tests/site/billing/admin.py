from django.contrib import admin

from asso_portal.admin import RefusalsMixin
from tests.site.billing.models import (
    Donation,
    Invoice,
    InvoiceDetail,
    MembershipFee,
    Payment,
    PaymentAllocation,
)


class BillAdmin(RefusalsMixin, admin.ModelAdmin):
    list_display = ['__str__', 'member', 'date', 'status']
    list_filter = ['status']
    list_select_related = ['member']
    date_hierarchy = 'date'
    raw_id_fields = ['member']


class DetailInline(admin.TabularInline):
    model = InvoiceDetail
    raw_id_fields = ['offersubscription']
    extra = 0


@admin.register(Invoice)
class InvoiceAdmin(BillAdmin):
    search_fields = ['number']
    inlines = [DetailInline]


@admin.register(MembershipFee, Donation)
class AmountAdmin(BillAdmin):
    pass


class AllocationInline(admin.TabularInline):
    model = PaymentAllocation
    raw_id_fields = ['bill']
    extra = 0


@admin.register(Payment)
class PaymentAdmin(RefusalsMixin, admin.ModelAdmin):
    refusal_types = ('payment', 'credit_note')
    list_display = ['date', 'member', 'amount', 'payment_mean', 'label']
    list_filter = ['payment_mean']
    list_select_related = ['member']
    date_hierarchy = 'date'
    raw_id_fields = ['member', 'bill']
    inlines = [AllocationInline]
