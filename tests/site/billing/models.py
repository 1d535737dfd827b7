from django.conf import settings
from django.db import models


class Bill(models.Model):
    """The parent of the three kinds of document, whose rows share its pk."""
    STATUSES = [('open', "À payer"), ('closed', "Réglée"), ('trouble', "Litige")]

    status = models.CharField("statut", max_length=50, choices=STATUSES, default='open')
    date = models.DateField("date")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="adhérent", related_name='bills', null=True,
        blank=True, on_delete=models.SET_NULL)
    pdf = models.FileField("PDF", upload_to='invoices', null=True, blank=True)

    class Meta:
        verbose_name = "facture ou reçu"
        verbose_name_plural = "factures et reçus"

    def __str__(self):
        return f"Pièce n° {self.pk}"


class Invoice(Bill):
    validated = models.BooleanField("validée", default=False)
    number = models.CharField("numéro", max_length=25, blank=True)
    date_due = models.DateField("échéance", null=True, blank=True)

    class Meta:
        verbose_name = "facture"

    def __str__(self):
        return f"Facture {self.number or '(brouillon)'}"


class InvoiceDetail(models.Model):
    label = models.CharField("libellé", max_length=100)
    amount = models.DecimalField("prix unitaire", max_digits=8, decimal_places=2)
    quantity = models.DecimalField("quantité", max_digits=8, decimal_places=2, default=1)
    tax = models.DecimalField("TVA (%)", max_digits=5, decimal_places=2, default=0)
    invoice = models.ForeignKey(
        Invoice, verbose_name="facture", related_name='details', on_delete=models.CASCADE)
    offersubscription = models.ForeignKey(
        'offers.OfferSubscription', verbose_name="abonnement", null=True, blank=True,
        on_delete=models.SET_NULL)
    period_from = models.DateField("du", null=True, blank=True)
    period_to = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "ligne de facture"
        verbose_name_plural = "lignes de facture"

    def __str__(self):
        return self.label


class MembershipFee(Bill):
    _amount = models.DecimalField("montant", max_digits=8, decimal_places=2)
    start_date = models.DateField("du", null=True, blank=True)
    end_date = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "cotisation"

    def __str__(self):
        return f"Cotisation du {self.start_date} au {self.end_date}"


class Donation(Bill):
    _amount = models.DecimalField("montant", max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = "don"

    def __str__(self):
        return f"Don du {self.date}"


class Payment(models.Model):
    MEANS = [
        ('transfer', "Virement"), ('check', "Chèque"), ('cash', "Espèces"),
        ('creditnote', "Avoir"), ('other', "Autre")]

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="adhérent", related_name='payments', null=True,
        blank=True, on_delete=models.SET_NULL)
    payment_mean = models.CharField(
        "moyen de paiement", max_length=100, choices=MEANS, default='transfer')
    amount = models.DecimalField("montant", max_digits=8, decimal_places=2)
    date = models.DateField("date")
    bill = models.ForeignKey(
        Bill, verbose_name="facture désignée", related_name='payments', null=True, blank=True,
        on_delete=models.SET_NULL)
    label = models.CharField("libellé", max_length=500, blank=True)

    class Meta:
        verbose_name = "paiement"

    def __str__(self):
        return f"Paiement de {self.amount} € du {self.date}"


class PaymentAllocation(models.Model):
    bill = models.ForeignKey(
        Bill, verbose_name="facture", related_name='allocations', on_delete=models.CASCADE)
    payment = models.ForeignKey(
        Payment, verbose_name="paiement", related_name='allocations', on_delete=models.CASCADE)
    amount = models.DecimalField("montant", max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = "affectation"

    def __str__(self):
        return f"{self.amount} € pour {self.bill}"
