"""Profiles of banks whose files are recognised; what they leave open is found out.

Only what the words of the header do not say is written down here.
"""
from .profile import Profile


def _french(bank, *header, **values):
    return Profile(bank=bank, header=header, **{'dates': 'dmy', 'currency': 'EUR'} | values)


def _paypal(language, name, gross, fee, net, reference, email):
    return Profile(
        bank="PayPal", kind='service', amounts='net', dates='dmy' if language else '',
        header=(gross, net, reference, email),
        columns={
            'counterparty': (name,), 'gross': (gross,), 'fee': (fee,), 'net': (net,),
            'reference': (reference,), 'email': (email,), 'label': (name,)})


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
    _french("Crédit Mutuel, CIC", "Date", "Date de valeur", "Débit", "Crédit", "Libellé", "Solde"),
    _french("Crédit Mutuel, CIC", "Date", "Date de valeur", "Montant", "Libellé", "Solde"),
    _french("Crédit Mutuel, CIC", "Date", "Valeur", "Libellé", "Débit", "Crédit", common=True),
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
    _french(
        "Fortuneo", "Date opération", "Date valeur", "libellé", "Débit", "Crédit", common=True),
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
    Profile(
        bank="N26", currency='EUR', dates='ymd',
        header=("Booking Date", "Value Date", "Partner Name", "Partner Iban",
            "Payment Reference", "Amount (EUR)"),
        columns={
            'label': ("Payment Reference", "Partner Name"), 'counterparty': ("Partner Name",)}),
    Profile(
        bank="N26", currency='EUR', dates='ymd',
        header=("Date", "Payee", "Account number", "Transaction type", "Payment reference",
            "Amount (EUR)"),
        columns={
            'label': ("Payment reference", "Payee"), 'counterparty': ("Payee",),
            'iban': ("Account number",)}),
    Profile(
        bank="bunq", currency='EUR',
        header=("Date", "Interest Date", "Amount", "Account", "Counterparty", "Name",
            "Description"),
        columns={
            'date': ("Date",), 'value_date': ("Interest Date",), 'amount': ("Amount",),
            'account': ("Account",), 'iban': ("Counterparty",), 'counterparty': ("Name",),
            'label': ("Description",)}),
    Profile(
        bank="Triodos", mark=r'^"?\d\d-\d\d-\d{4}"?[,;]"?[A-Z]{2}\d\dTRIO', dates='dmy',
        currency='EUR', amounts='direction',
        columns={
            'date': (0,), 'account': (1,), 'amount': (2,), 'direction': (3,),
            'counterparty': (4,), 'iban': (5,), 'type': (6,), 'label': (7,), 'balance': (8,)}),
    Profile(
        bank="Sparkasse, GLS", currency='EUR', dates='dmy',
        header=("Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext",
            "Verwendungszweck", "Betrag", "Info"),
        columns={'label': ("Verwendungszweck", "Buchungstext"), 'type': ("Buchungstext",)}),
    Profile(
        bank="GLS", currency='EUR', dates='dmy',
        header=("IBAN Auftragskonto", "Buchungstag", "Name Zahlungsbeteiligter",
            "Verwendungszweck", "Betrag", "Saldo nach Buchung"),
        columns={'label': ("Verwendungszweck", "Buchungstext"), 'type': ("Buchungstext",)},
        edited=("Bemerkung", "Kategorie", "Steuerrelevant")),
    Profile(
        bank="DKB", currency='EUR', dates='dmy',
        header=("Buchungsdatum", "Wertstellung", "Status", "Zahlungspflichtige*r",
            "Zahlungsempfänger*in", "Verwendungszweck"),
        # A state that comes before the others may be the only one of a short file
        columns={'status': ("Status",)}),
    Profile(
        bank="Wise", dates='dmy', sign='written', fees='within',
        header=("TransferWise ID", "Date", "Amount", "Currency", "Running Balance"),
        edited=("Note", "Attachment")),
    Profile(
        bank="Wise", amounts='direction', fees='apart',
        header=("Direction", "Source amount (after fees)", "Target amount (after fees)"),
        columns={
            'reference': ("ID",), 'status': ("Status",), 'direction': ("Direction",),
            'date': ("Finished on",), 'fee': ("Source fee amount",),
            'payer': ("Source name",), 'payee': ("Target name",),
            'debit': ("Source amount (after fees)",), 'credit': ("Target amount (after fees)",),
            'currency': ("Source currency",), 'motive': ("Reference",)},
        edited=("Category", "Note")),
    Profile(
        bank="Revolut", dates='ymd', fees='apart', sign='written', amounts='signed',
        header=("Type", "Product", "Started Date", "Completed Date", "Description", "Amount",
            "Fee", "Currency", "State", "Balance"),
        columns={
            'date': ("Completed Date",), 'type': ("Type",), 'label': ("Description",),
            'amount': ("Amount",), 'fee': ("Fee",), 'currency': ("Currency",),
            'status': ("State",), 'balance': ("Balance",)}),
    # Payment services
    _french(
        "HelloAsso", "Référence paiement", "Nom payeur", "Prénom payeur", "Email payeur",
        kind='service',
        columns={
            'reference': ("Référence paiement",), 'payout': ("Numéro de versement",),
            'payout_date': ("Date du versement",), 'type': ("Moyen de paiement",)}),
    _french("HelloAsso", "Nom payeur", "Prénom payeur", "Montant", kind='service'),
    _french("HelloAsso", "Nom du payeur", "Prénom du payeur", kind='service'),
    _french("HelloAsso", "Payer Last Name", "Payer First Name", "Amount", kind='service'),
    Profile(
        bank="Stripe", kind='service', dates='ymd', decimal='.', amounts='net',
        header=("id", "Type", "Amount", "Fee", "Net", "Currency", "Created (UTC)",
            "Available On (UTC)"),
        columns={
            'reference': ("id",), 'date': ("Created (UTC)",),
            'value_date': ("Available On (UTC)",), 'type': ("Type",), 'gross': ("Amount",),
            'fee': ("Fee",), 'net': ("Net",), 'currency': ("Currency",),
            'label': ("Description",), 'payout': ("Transfer",),
            'payout_date': ("Transfer Date (UTC)",)}),
    Profile(
        bank="Stripe", kind='service', dates='ymd', decimal='.', amounts='net',
        header=("balance_transaction_id", "gross", "fee", "net", "reporting_category"),
        columns={
            'reference': ("balance_transaction_id",), 'date': ("created", "created_utc"),
            'gross': ("gross",), 'fee': ("fee",), 'net': ("net",), 'currency': ("currency",),
            'type': ("reporting_category",), 'label': ("description",),
            'email': ("customer_email",), 'counterparty': ("customer_name",),
            'payout': ("automatic_payout_id",),
            'payout_date': ("automatic_payout_effective_at",)}),
    Profile(
        bank="Stripe", kind='service', dates='ymd', decimal='.', amounts='signed', fees='apart',
        sign='written',
        header=("id", "Amount", "Amount Refunded", "Converted Amount", "Fee", "Status"),
        columns={
            'reference': ("id",), 'date': ("Created date (UTC)", "Created (UTC)"),
            'amount': ("Converted Amount",), 'fee': ("Fee",), 'currency': ("Converted Currency",),
            'label': ("Description",), 'status': ("Status",), 'counterparty': ("Card Name",),
            'email': ("Customer Email",), 'payout': ("Transfer",)}),
    _paypal(
        "fr", "Nom", "Avant commission", "Commission", "Net", "Numéro de transaction",
        "De l'adresse email"),
    _paypal("", "Name", "Gross", "Fee", "Net", "Transaction ID", "From Email Address"),
    _paypal(
        "de", "Name", "Brutto", "Gebühr", "Netto", "Transaktionscode", "Absender E-Mail-Adresse"),
    )
