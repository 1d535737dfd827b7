from decimal import Decimal

from django.conf import settings
from django.db import models


class Offer(models.Model):
    name = models.CharField("nom", max_length=255)
    reference = models.CharField("référence", max_length=255, blank=True)
    configuration_type = models.CharField("type de configuration", max_length=50, blank=True)
    billing_period = models.IntegerField("période de facturation (mois)", default=1)
    period_fees = models.DecimalField("montant par mois", max_digits=5, decimal_places=2)
    initial_fees = models.DecimalField(
        "frais de mise en service", max_digits=5, decimal_places=2, default=Decimal('0.00'))
    non_billable = models.BooleanField("non facturable", default=False)

    class Meta:
        verbose_name = "offre"

    def __str__(self):
        return self.name


class OfferSubscription(models.Model):
    subscription_date = models.DateField("date de souscription")
    resign_date = models.DateField("date de résiliation", null=True, blank=True)
    commitment = models.IntegerField("engagement (mois)", default=0)
    comments = models.TextField("commentaires", blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="adhérent", on_delete=models.CASCADE)
    offer = models.ForeignKey(Offer, verbose_name="offre", on_delete=models.CASCADE)

    class Meta:
        verbose_name = "abonnement"

    def __str__(self):
        return f"{self.member} : {self.offer}"
