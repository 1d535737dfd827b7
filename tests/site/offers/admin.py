from django.contrib import admin

from tests.site.offers.models import Offer, OfferSubscription


@admin.register(Offer)
class OfferAdmin(admin.ModelAdmin):
    list_display = ['name', 'reference', 'period_fees', 'billing_period']


@admin.register(OfferSubscription)
class OfferSubscriptionAdmin(admin.ModelAdmin):
    list_display = ['member', 'offer', 'subscription_date', 'resign_date']
    list_select_related = ['member', 'offer']
    raw_id_fields = ['member']
