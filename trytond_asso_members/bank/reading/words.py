"""The words by which banks name columns, directions and states.

In French, English, German, Dutch, Spanish and Italian, as `text.folded` leaves them.
"""
import re

# The first that fits names the role of a column; within a role the lower rank is preferred
ROLES = [(role, rank, re.compile(pattern)) for role, rank, pattern in [
    # What only the books of an association have, where debit is what came in
    ('books', 0, r'(numero |n |no )?(de )?piece( (comptable|ref|date))?'
        r'|(numero|n|no|num) d ecriture|ecriture (num|let)|(code )?journal( (code|lib))?'
        r'|journal entry|lettrage|lettre|(numero de )?compte (general|comptable|auxiliaire|lib)'
        r'|comp aux (num|lib)'
        r'|rapprochement|(gl|ledger|nominal) (account|code)|voucher( (no|number))?|belegnummer'),
    # Amounts and currencies that are not those of the account
    ('other', 0, r'(montant|amount|betrag|bedrag|importe|importo|total|source|target|lastschrift)'
        r'.*\b(local|locale|foreign|original|originale|orig|ursprungsbetrag|francs|francs?|tva|vat'
        r'|ht|hors taxe|excl|origine|exchange|converted|tax|iva|mwst|sent|cashback)\b.*'),
    ('other', 0, r'(devise|currency|waehrung|wahrung|munt|valuta|divisa|type)'
        r'.*\b(local|foreign|original|origine|orig|fee|target|fremd|payment)\b.*'),
    ('other', 0, r'(auslagenersatz|exchange|rate|taux|kurs|cours|wechselkurs|original|orig'
        r'|converted)\b.*'),
    # A hundredth of what is meant, so that it is no amount; nor is one whose sign was taken off
    ('cents', 0, r'.*\b(cents?|centimes?|rappen)\b.*'),
    ('other', 0, r'.*\b(absolue?s?|absolute?r?)\b.*'),
    # Parts of an amount that is on the account as one
    ('other', 0, r'(betrag|importo|montant|amount) (detail|dettaglio|einzelzahlung|singolo'
        r'|individuel|individual)( .*)?|individual amount|sous montant|einzelbetrag|sottoimporto'),
    ('other', 0, r'.*\b(mandat|mandats|mandate|mandatsreferenz|mandatsref|rum|ics|creancier'
        r'|creditor|glaubiger|glaeubiger|incassant|machtigingskenmerk|sequence|sequentie)\b.*'),
    ('other', 0, r'.*\b(cheque|sammler|sammlerreferenz|justificatif|attachment|carte|card|bic|swift'
        r'|heure|time zone|timezone|fuseau horaire|uhrzeit|sales tax|invoice|steuerrelevant'
        r'|reference txn|txn reference)\b.*'
        r'|numero de la transaction de reference'),
    # Amounts of a part, and what is no amount at all
    ('other', 0, r'(frais|commissions?|fees?|prix|price) (ht|hors taxes?|net|tva|vat|excl.*|tax.*)'
        r'|taxes?|tva|vat|tips?|pourboires?'
        r'|(\d+|last|first|quatre)\b.*\b(chiffres|digits)|.*\blast (4|four)\b.*'),
    ('impact', 0, r'balance impact|impact sur le solde|auswirkung auf guthaben'),
    # Gross, fee and net of a payment service
    ('gross', 0, r'gross|brut|brutto|bruto|avant commission|montant brut|gross amount'),
    ('gross', 1, r'totals?|totaux|prix( total| paye)?|total price|price'),
    ('net', 0, r'net|netto|neto|(montant )?net (verse|recu|paye|amount)|montant net'),
    ('fee', 0, r'(\w+ )?fees?|(commissions?|frais)( de)?( helloasso| stripe| paypal| payplug| sumup'
        r'| zettle| lydia| gocardless| service| transaction| bancaires?'
        r'| paiement| gestion| plateforme| encaissement)?( ttc)?'
        r'|gebuhr|gebuehr|gebuhren|total fees|transaction costs?( .*)?|kosten|comision'
        r'|commissione|fee amount|source fee amount'),
    # Dates
    ('value_date', 2, r'.*\b(valeur|value)\b.*\butc\b.*|available on utc'),
    ('value_date', 1, r'.*\b(valeur|value|val|valuta|valutadatum|valutatag|wertstellung|rentedatum'
        r'|interest|valor)\b.*\b(date|datum|tag|utc|local|dag)\b.*'
        r'|(date|fecha|data|datum) (de |di )?(la )?(valeur|val|valor|valuta|interest)\b.*'
        r'|valeur|valuta|valutadatum|valutadag|wertstellung( .*)?|wert|rentedatum|value'
        r'|available on.*'),
    ('payout_date', 0, r'.*(payout|transfer|versement|virement)\b.*\b(date|effective at).*'
        r'|date (du |de )?(versement|virement|reversement).*'),
    ('date', 2, r'date completed utc'),
    ('date', 4, r'date started.*|started date'),
    ('date', 3, r'.*\b(date|created|datum)\b.*\butc\b.*|.*\butc\b.*\bdate\b.*'),
    ('date', 0, r'date (de )?(comptabilisation|comptable|d imputation)|booking date|posting date'
        r'|posted( date)?|accounting date|buchungs(tag|datum)|buchung|boekdatum|boekingsdatum'
        r'|fecha (contable|operacion|de operacion|de la operacion)|f (contable|operacion)'
        r'|data (di )?(contabile|registrazione|contabilizzazione)|booked (at|on)|completed date'
        r'|date completed( utc)?|settlement date( local)?|datum boeking|uitvoeringsdatum'
        r'|date de paiement|date du paiement'),
    ('date', 1, r'date|datum|fecha|data|jour|day|(date|datum|fecha|data) ?'
        r'(d |de |de l |du |della )?(op|operation|operazione|operacion|execution|transaction'
        r'|mouvement|ecriture|movimiento|trans|transaktion)( .*)?|transaction date|date op'
        r'|date.*\blocal\b.*|created'
        r'|date et heure|date heure|transaktionsdatum|transactiedatum|date ecriture'
        r'|operation date|value date time|tag'),
    ('date', 3, r'started date|date started.*|created .*|created utc|date .*utc.*|.*\bdate\b.*'
        r'|finished on|created on|datum.*|fecha.*|date time'),
    # Before debit and credit by themselves
    ('direction', 0, r'sens|direction|belastung gutschrift|gutschrift belastung'
        r'|(debit|debet|dare|soll|af) (ou |or )?(credit|avere|haben|bij)'
        r'|(credit|haben) (ou |or )?(debit|soll|debet)|d c|c d|dc|cd|dc indicator|soll haben|s h'
        r'|signe|sign|sens (de )?(l )?operation|(credit|debit) (debit|credit) indicator'
        r'|code d c|dare avere|debe haber|\+'),
    # What is unique to a movement, by the bank's own word
    ('reference', 0, r'(identifiant|id|numero|no|n|num) (de |d |de la |du )?(transaction|operation'
        r'|mouvement|paiement)|(transaction|transfer wise|wise|operation|payment|balance '
        r'transaction|entry|movement) (id|number|no)|id|source id|volgnr|fitid'
        r'|numero d operation|identifiant|reference (du )?paiement|transactie id|mutatie id'
        r'|payment id|reference bancaire'),
    # Balances
    ('balance', 0, r'(nouveau |new )?(solde|saldo|balance|kontostand|running balance)( .*)?'
        r'|.*( balance|accountbalance| solde| saldo)|saldo .*|solde .*|balance after.*'),
    # Amounts
    ('debit', 0, r'((montant|importo) )?(au |du |de |di )?debits?( .*)?'
        r'|importo (di )?addebito( .*)?|belastungsbetrag( .*)?|debet( .*)?|sorties?|depenses?'
        r'|withdrawals?( .*)?|money out|paid out|soll|cargos?|(addebiti|addebito)( .*)?|dare'
        r'|uscite|adeudos?|retraits?|ausgang|ausgaben?|(belastung|belastungen|lastschrift)( .*)?'
        r'|afschrijving|uitgaven|gastos|debe|af|out|outgoing|(montant )?debit amount|payments out'
        r'|(montants? |flux |operations? )?(sortants?|sortantes?|decaissements?|decaisses?)'),
    ('credit', 0, r'((montant|importo) )?(au |du |de |di )?credits?( .*)?'
        r'|importo (di )?accredito( .*)?|gutschriftsbetrag( .*)?|entrees?|recettes?'
        r'|deposits?( .*)?|money in|paid in|haben|abonos?|(accrediti|accredito)( .*)?|avere'
        r'|entrate|(gutschrift|gutschriften)( .*)?|eingang|einnahmen?|bijschrijving|inkomsten'
        r'|ingresos|haber|bij|in|incoming|credit amount|payments in|(montants? |flux '
        r'|operations? )?(entrants?|entrantes?|encaissements?|encaisses?)'),
    ('amount', 0, r'(montant|amount|betrag|bedrag|importe|importo|umsatz|somme|mouvement|valor)'
        r'( (in |en |de l |de la |du |della |de )?(operation|mouvement|operazione|operacion|eur'
        r'|euros?|transaction|movimiento|operation en euro|operation eur|total|ttc|total ttc'
        r'|paiement|devise du compte|account currency|gbp|usd|chf))*|transaction amount'
        r'|movement|total amount incl vat|montant total ttc|betrag eur|net amount|importe eur'
        r'|transactiebedrag|bedrag eur'),
    ('amount', 2, r'(montant|amount|betrag|bedrag|importe|importo|umsatz'
        r'|(total|transaction) amount)\b.*'),
    ('currency', 0, r'devise( .*)?|monnaie|currency( .*)?|waehrung|wahrung|wahrg|munt|muntsoort'
        r'|moneda|divisa|ccy|.* currency|valutacode'),
    # The account itself
    ('account_name', 0, r'(libelle|nom|intitule|label|name|bezeichnung|titulaire)'
        r' (du |de |des )?(compte|auftragskonto|account).*|account (label|name)|account holder'
        r'|contrat|product|produit|type de compte|account type'),
    ('account', 0, r'(numero|no|num|n) (de |du )?compte( .*)?|iban du compte|own account|own iban'
        r'|account num|accountnum|auftragskonto|iban bban|iban auftragskonto|rekening'
        r'|account iban|compte num|numero compte|iban account|rekeningnummer'),
    ('account', 0, r'rib'),
    ('account', 1, r'compte|konto|conto|cuenta'),
    ('account', 1, r'account|account no|iban|account number'
        r'|kontonummer( .*)?|numero de cuenta'),
    # Who it is with
    ('iban', 0, r'.*\b(iban|bban|account|compte|kontonummer|rekening|konto|cuenta)\b.*\b'
        r'(contrepartie|counterparty|partner|payee|payer|tegenpartij|beneficiaire|emetteur'
        r'|destinataire|empfanger|gegenkonto|sender|recipient|zahlungsbeteiligter)\b.*'
        r'|(contrepartie|counterparty|partner|payee|payer|beneficiary|compte contrepartie'
        r'|tegenrekening|gegenkonto|sender|recipient|zahlungsbeteiligter)\b.*\b'
        r'(iban|account|kontonummer|bban|compte|number)\b.*|tegenrekening(?!houder).*'
        r'|gegenkonto(?!inhaber).*|identifiant de l emetteur'),
    ('email', 0, r'(from email address|de l adresse email|email.*|e mail.*|.*customer email.*'
        r'|adresse email.*|.* email|courriel.*)'),
    ('first_name', 0, r'prenom.*|(\w+ )?(first|given) name|vorname'),
    ('payer', 0, r'.*\b(emetteur|zahlungspflichtiger?|zahlungspflichtige r|payer|payor|payeur'
        r'|auftraggeber|ordinante|ordonnateur|donneur|sender|source name|debtor'
        r'|customer name|family name|last name|nom payeur|nom du payeur)\b.*'),
    ('payee', 0, r'.*\b(destinataire|zahlungsempfanger|zahlungsempfanger in|payee|beneficiaire'
        r'|beneficiario|empfanger|recipient|target name|creancier|beneficiary)\b.*'),
    ('counterparty', 0, r'.*\b(contrepartie|counterparty|counter party|partner|tegenpartij'
        r'|tegenpartijnaam|tegenrekeninghouder|gegenkontoinhaber'
        r'|beguenstigter|begunstigter|merchant|tiers|zahlungsbeteiligter)\b.*'),
    # Of the other or of the holder
    ('counterparty', 1, r'nom|name|customer|client|naam( .*)?|raison sociale|nome|nombre'),
    ('payout', 0, r'.*\b(payout|automatic payout|versement|reversement)\b.*'
        r'\b(id|numero|reference|n)\b.*|(numero|reference|id|n|identifiant) (de |du |d )?(versement'
        r'|virement|reversement|payout|transfer)|automatic payout id|transfer|verse'
        r'|reverse|versement|reversement'),
    ('status', 0, r'statut.*|etat.*|status|state|info|stato|estado|pending'),
    ('type', 0, r'reporting category'),
    # What a person may edit in the bank's site
    ('note', 0, r'commentaires?|comments?|notes?|remarques?|bemerkung'),
    ('edited', 0, r'.*\b(pointage|commentaires?|comments?|notes?|remarques?|categories?|category'
        r'|categorie|kategorie|categoria|tags?|sous categorie|parente|suggere|supplier'
        r'|label suggere|etiquettes?|labels)\b.*|category.*|ventilation|initiateur'),
    ('motive', 0, r'.*\b(motif|informations complementaires)\b.*'),
    # Labels, and other words that tell who pays and what for
    ('label', 0, r'(libelle|detail|intitule|description|designation|nature)s?'
        r' (de |d |de l |complet |du |des )*(operation|ecriture|mouvement|complet|transaction'
        r'|complet operation)s?|(vorgang )?verwendungszweck|omschrijving|description'
        r'|libelle|concepto|causale|descrizione( .*)?|transaction description|details|wording'
        r'|narrative|label|detail de l ecriture|mededelingen|communications?( libre)?|intitule'
        r'|descricao'
        r'|transaction details|libelles'),
    ('label', 1, r'(libelle|label|description|intitule|designation|omschrijving|buchungstext|detail'
        r'|particulars|memo|bezeichnung|beschreibung|movimiento|operation|objet)s?( .*)?'),
    ('end_to_end', 0, r'.*(end to end|kundenreferenz|client a client|reference de client).*'
        r'|endtoend.*|e2e.*'),
    ('motive', 0, r'.*\b(motif|motive|informations|information|reference|referenz|ref|kenmerk'
        r'|betalingskenmerk|payment reference|remittance|observaciones|message|complementaires?'
        r'|omschrijving|campagne|formulaire|tarif|mededeling|communication|remise)\b.*'),
    ('type', 0, r'.*\b(type|methode|method|umsatztyp|mutatiesoort|vorgang|moyen|mode'
        r'|transaktionstyp|transactietype|product)\b.*|code'),
    ]]

IN = {
    'credit', 'c', 'cr', 'cdt', 'haben', 'h', 'bij', 'in', '+', 'avere', 'haber', 'abono',
    'entree', 'recu', 'received', 'ein', 'entrant', 'entrante', 'encaissement', 'recette',
    'incoming', 'inbound', 'crediteur', 'crediteurs'}
OUT = {
    'debit', 'd', 'dr', 'dbt', 'soll', 's', 'af', 'out', '-', 'dare', 'debe', 'cargo', 'debet',
    'sortie', 'emis', 'sent', 'aus', 'sortant', 'sortante', 'decaissement', 'depense',
    'outgoing', 'outbound', 'debiteur', 'debiteurs'}
NEUTRAL = {'neutral', ''}
# Which say of something else whether it is so
YES_OR_NO = {'true', 'false', 'yes', 'no', 'oui', 'non', 'vrai', 'faux', 'ja', 'nein'}
BOOKED = {
    'execute', 'executee', 'settled', 'completed', 'complete', 'gebucht', 'umsatz gebucht',
    'booked', 'comptabilise', 'comptabilisee', 'effectue', 'effectuee', 'termine', 'terminee',
    'posted', 'success', 'successful', 'succeeded', 'reussie', 'paid', 'valide', 'validee',
    'cleared', 'approved', 'remise', 'remisee', 'payee', 'paid out', 'encaisse', 'encaissee',
    'autorise', 'processed', 'reussi', 'traite', 'traitee', 'abgeschlossen', 'uitgevoerd',
    'accepte', 'acceptee', 'done', 'contabilizado', 'eseguito', 'available', 'verse', 'versee',
    'rapproche', 'non rapproche', 'pointe', 'non pointe', 'geboekt', 'verwerkt', 'authorised',
    'authorized', 'paye', 'ok', 'realise', 'realisee'}
NOT_BOOKED = {
    'en cours', 'en attente', 'a venir', 'pending', 'refuse', 'refusee', 'declined', 'rejected',
    'failed', 'cancelled', 'canceled', 'annule', 'annulee', 'reverted', 'vorgemerkt', 'offen',
    'umsatz vorgemerkt', 'en traitement', 'processing', 'denied', 'refused', 'echoue', 'echouee',
    'expire', 'expired', 'voided', 'abandonne', 'abandonnee', 'geweigerd', 'pendiente',
    'in attesa', 'abgelehnt', 'storniert', 'gereserveerd', 'non comptabilise', 'incomplete',
    'brouillon', 'draft', 'hors ligne', 'offline', 'requires payment method', 'rejete',
    'rejetee', 'removed', 'unbooked', 'non execute', 'non executee', 'hold', 'suspendu',
    'suspendue', 'blocked', 'error', 'in corso', 'en proceso', 'in bearbeitung', 'on hold',
    'prevu', 'prevue', 'geplant', 'scheduled', 'planned', 'a l etude'}
# A line alone, above rows that have not moved the account yet
COMING = re.compile(
    r'(vos |les |liste des |dernieres )?(operations?|mouvements?|paiements?|transactions?'
    r'|ecritures?|virements?|prelevements?|umsatze|buchungen)?( sepa| bancaires?)? ?'
    r'(a venir|en attente|en cours( de traitement| d enregistrement)?|non comptabilisee?s?'
    r'|previsionnel(le)?s?|vorgemerkt(e|er|en)?|pending)'
    r'( (operations?|mouvements?|transactions?|payments?|umsatze|buchungen))?')
# Means by which money did not pass through the payment service
OFFLINE = {'hors ligne', 'offline', 'cheque', 'especes', 'cash', 'paiement hors ligne'}
# Of a row by which a payment service pays out, by its type
PAYOUT = re.compile(
    r'\b(payout|general withdrawal|user initiated withdrawal|bank transfer|transfer to bank'
    r'|virement (standard |instantane )?(vers|sur)\b.*compte|virement vers|versement|retrait'
    r'|withdrawal|auszahlung|abbuchung|reversement|virement)\b')

# How a label or a type begins of what was paid out, as the one who pays reads it
PAID_OUT = re.compile(
    r'(prlv|prelevements?|retrait|achat|facture carte|paiement (par )?(carte|cb)|cb \w|carte \d'
    r'|vir(ement)?( sepa| instantane| inst)* emis|frais|cheque \d|echeance pret'
    r'|direct debit|card payment|cash withdrawal|lastschrift|kartenzahlung)\b')

# What the bank's own word for the kind of a movement says of it, wherever it stands
KIND_PAID_OUT = re.compile(
    r'^debits?\b|\b(sortante?s?|emise?s?|envoi|envoyee?s?|depenses?|achats?|retraits?|domiciliation'
    r'|prelevements?|outgoing|sent|out|withdrawal|purchase|ausgang|ausgehende?|abbuchung'
    r'|uitgaande?)\b')

BALANCE = re.compile(r'\b(solde|saldo|balance|kontostand)\b')
OPENING = re.compile(
    r'\b(debut|opening|initial|iniziale|inicial|ancien|precedent|anfangssaldo|alter|beginsaldo'
    r'|anfang|begin|start|starting|oud|vorheriger|anterieur|veille)\b')
# The whole label of a row that states a balance; no member would write it so
BALANCE_LABEL = re.compile(
    r'(ancien|nouveau|opening|closing|neuer|alter)? ?(solde|saldo|balance|kontostand)'
    r'( (initial|final|precedent|anterieur|au|en|de|du|d|le|a|debut|fin|ouverture|cloture|periode'
    r'|crediteur|debiteur|comptable|brought|carried|forward|iniziale|finale|inicial|vom|am|per'
    r'|on|as|of|\d+|eur|euros))+|(opening|closing) balance|(ancien|nouveau) solde'
    r'|balance (brought|carried) forward|(anfangs|end|begin|eind|schluss)saldo( .*)?')
# How a line begins that sums up others
TOTAL = re.compile(
    r'((nouveau|ancien|neuer|alter|new|old|opening|closing|sous|grand|votre|le) )?'
    r'(total|totaux|totale|totali|summe|gesamt|totaal|sum|solde|saldo|balance|kontostand'
    r'|umsatztotal|(anfangs|end|begin|eind|schluss)saldo|saldovortrag)\b')
ACCOUNT = re.compile(
    r'\b(compte|account|konto|girokonto|iban|rekening|conto|cuenta|kontonummer|carte|numero'
    r'|rekeningnummer|auftragskonto|livret)\b')
