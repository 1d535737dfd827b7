from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    STATUSES = [
        ('member', "Adhérent"), ('not_member', "Non adhérent"), ('pending', "En attente")]
    KINDS = [('natural_person', "Personne physique"), ('legal_entity', "Personne morale")]

    status = models.CharField("statut", max_length=50, choices=STATUSES, default='member')
    type = models.CharField("type", max_length=20, choices=KINDS, default='natural_person')
    nickname = models.CharField("pseudonyme", max_length=64, blank=True)
    organization_name = models.CharField("raison sociale", max_length=200, blank=True)
    home_phone_number = models.CharField("téléphone fixe", max_length=25, blank=True)
    mobile_phone_number = models.CharField("téléphone mobile", max_length=25, blank=True)
    address = models.TextField("adresse", blank=True)
    postal_code = models.CharField("code postal", max_length=15, blank=True)
    city = models.CharField("commune", max_length=200, blank=True)
    country = models.CharField("pays", max_length=200, blank=True, default="France")
    resign_date = models.DateField("date de départ", null=True, blank=True)
    comments = models.TextField("commentaires", blank=True)
    balance = models.DecimalField(
        "solde", max_digits=12, decimal_places=2, default=Decimal('0.00'))

    class Meta:
        verbose_name = "adhérent"
        verbose_name_plural = "adhérents"

    def __str__(self):
        if self.type == 'legal_entity' and self.organization_name:
            return self.organization_name
        return self.get_full_name() or self.nickname or self.username
