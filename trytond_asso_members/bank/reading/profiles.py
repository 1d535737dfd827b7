"""Profiles of banks whose files are recognised; what they leave open is found out.

Only what the words of the header do not say is written down here.
"""
from .profile import Profile


def _french(bank, *header, **values):
    return Profile(bank=bank, header=header, **{'dates': 'dmy', 'currency': 'EUR'} | values)


PROFILES = (
    _french(
        "Crédit Coopératif", "Date", "Libellé", "Montant", "Sens", "Nom de l'émetteur",
        "Nom du destinataire",
        columns={
            'label': ("Libellé", "Libellé complémentaire"),
            'motive': ("Libellé de Client à Client - Motif",),
            'end_to_end': ("Référence de Client à Client",),
            'payer': ("Nom de l'émetteur",), 'iban': ("Identifiant de l'émetteur",),
            'payee': ("Nom du destinataire",),
            }),
    _french("Crédit Mutuel", "Date", "Date de valeur", "Débit", "Crédit", "Libellé", "Solde"),
    _french("Crédit Mutuel", "Date", "Date de valeur", "Montant", "Libellé", "Solde"),
    _french("Crédit Mutuel", "Date", "Valeur", "Libellé", "Débit", "Crédit"),
    _french("La Banque Postale", "Date", "Libellé", "Montant(EUROS)"),
    _french("Crédit Agricole", "Date", "Libellé", "Débit euros", "Crédit euros"),
    _french(
        "Caisse d'Épargne", "Date", "Numéro d'opération", "Libellé", "Débit", "Crédit", "Détail",
        columns={
            'label': ("Libellé",), 'motive': ("Détail",), 'reference': ("Numéro d'opération",)}),
    _french(
        "Caisse d'Épargne, Banque Populaire", "Date de comptabilisation", "Libelle simplifie",
        "Libelle operation", "Debit", "Credit", "Pointage operation",
        columns={
            'date': ("Date de comptabilisation",),
            'label': ("Libelle operation", "Libelle simplifie"),
            'motive': ("Informations complementaires", "Reference"),
            'value_date': ("Date de valeur",),
            }),
    _french(
        "Banque Populaire", "Compte", "Date de comptabilisation", "Date opération", "Libellé",
        "Référence", "Date valeur", "Montant"),
    _french(
        "BNP Paribas", "Date operation", "Libelle court", "Type operation", "Libelle operation",
        "Montant operation en euro",
        columns={'label': ("Libelle operation",)}),
    Profile(
        bank="BNP Paribas", mark=r'^[^;]*;[^;]*;\*{4}\d{4};\d\d/\d\d/\d{4};;', dates='dmy',
        currency='EUR', amounts='signed',
        columns={'date': (0,), 'type': (1, 2), 'label': (3,), 'amount': (4,)}),
    _french(
        "Société Générale", "Date de l'opération", "Libellé", "Détail de l'écriture",
        "Montant de l'opération", "Devise",
        columns={'label': ("Détail de l'écriture", "Libellé")}),
    _french(
        "Société Générale", "date_comptabilisation", "libellé_complet_operation",
        "montant_operation", "devise"),
    Profile(
        bank="LCL", mark=r'^\d\d/\d\d/\d{4};[-+]?[\d ]+(,\d+)?;;\d{5} \d{5,6}[A-Z]',
        dates='dmy', currency='EUR', amounts='signed',
        balances=r'^\d\d/\d\d/\d{4};[^;]*;;\d{5} \d{5,6}[A-Z]',
        columns={'date': (0,), 'amount': (1,), 'type': (2,), 'label': (4, 5)}),
    Profile(
        bank="BoursoBank", currency='EUR', dates='ymd', amounts='signed', sign='written',
        header=("Date Opération", "Date Valeur", "Libellé", "Libellé Suggéré", "Solde",
            "Numéro Compte"),
        columns={
            'date': ("Date Opération",), 'value_date': ("Date Valeur",),
            'label': ("Libellé",), 'amount': ("Solde",), 'balance': ("Solde (2)",),
            'account': ("Numéro Compte",), 'note': ("Commentaire",)},
        edited=("Libellé Suggéré", "Catégorie", "Catégorie Parente", "Commentaire", "Pointage")),
    Profile(
        bank="BoursoBank", currency='EUR', dates='ymd', sign='written',
        header=("dateOp", "dateVal", "label", "amount", "accountNum", "accountbalance"),
        edited=("category", "categoryParent", "supplierFound", "comment")),
    _french("Fortuneo", "Date opération", "Date valeur", "libellé", "Débit", "Crédit"),
    _french(
        "Qonto", "Statut", "Date de la valeur (local)", "Montant total (TTC)",
        "Nom de la contrepartie", "IBAN de la contrepartie",
        sign='written', amounts='signed',
        columns={
            'date': ("Date de la valeur (local)",), 'amount': ("Montant total (TTC)",),
            'value_date': ("Date de l'opération (local)",),
            'account': ("IBAN du compte",), 'label': ("Nom de la contrepartie",),
            'counterparty': ("Nom de la contrepartie",), 'iban': ("IBAN de la contrepartie",),
            'balance': ("Solde",), 'status': ("Statut",), 'currency': ("Devise",),
            'motive': ("Référence",), 'note': ("Note",), 'type': ("Méthode de paiement",),
            'reference': ("Identifiant de transaction",)},
        edited=("Note", "Catégorie de trésorerie", "Justificatif", "Initiateur")),
    Profile(
        bank="Qonto", currency='EUR', sign='written',
        header=("Status", "Settlement date (UTC)", "Total amount (incl. VAT)"),
        columns={'amount': ("Total amount (incl. VAT)",)}),
    _french(
        "Shine", "Transaction ID", "Date de la valeur", "Date d'opération", "IBAN", "Débit",
        "Crédit", "Solde bancaire", "Libellé", "Nom de la contrepartie",
        columns={
            'reference': ("Transaction ID",), 'date': ("Date d'opération",),
            'value_date': ("Date de la valeur",), 'account': ("IBAN",), 'label': ("Libellé",),
            'counterparty': ("Nom de la contrepartie",), 'debit': ("Débit",),
            'credit': ("Crédit",), 'balance': ("Solde bancaire",)}),
    )
