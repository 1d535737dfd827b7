"""What the command says, in French; a sentence is found by its English."""

FRENCH = {
    ".": ",",
    "{year}-{month}-{number}": "{number}/{month}/{year}",
    "none": "rien",
    "member": "adhérent",
    "bill": "facture",
    "credit note": "avoir",
    "payment": "paiement",
    "offer": "offre",
    "subscription": "abonnement",
    "entry": "écriture",
    "kind": "le genre",
    "number": "le numéro",
    "date": "la date",
    "total": "le total",
    "lines": "les lignes",
    "amount": "le montant",
    "means": "le moyen de paiement",
    "invoice": "facture",
    "membership fee": "cotisation",
    "donation": "don",
    "transfer": "virement",
    "check": "chèque",
    "cash": "espèces",
    "card": "carte",
    "other": "autre",
    "It was decided in Tryton: nothing is to be done.": (
        "Cela a été décidé dans Tryton : rien à faire."
    ),
    "A person has set it aside: {aside}": "Quelqu'un l'a mis de côté : {aside}",
    "It is in quarantine: {reason} See `asso-bridge quarantine`.": (
        "En quarantaine : {reason} Voir `asso-bridge quarantine`."
    ),
    "Run `asso-bridge run`.": "Lancez `asso-bridge run`.",
    "The {record} of the portal is not in the books.": (
        "Dans le portail mais pas en comptabilité : {record}."
    ),
    "The ledger had it, and it was deleted there: change it in the portal, and run.": (
        "La comptabilité l'avait, et on l'y a supprimé : modifiez-le dans le portail, puis lancez"
        " `asso-bridge run`."
    ),
    "The {record} is in the books and not in the portal.": (
        "En comptabilité mais pas dans le portail : {record}."
    ),
    "Run `asso-bridge run`, which takes it back; or restore it in the portal.": (
        "Lancez `asso-bridge run`, qui le retire ; ou rétablissez-le dans le portail."
    ),
    "The {field} of the {record} is {portal} in the portal, {books} in the books.": (
        "Pour {record}, {field} est {portal} dans le portail, {books} en comptabilité."
    ),
    "The {field} of the {record} are {portal} in the portal, {books} in the books.": (
        "Pour {record}, {field} sont {portal} dans le portail, {books} en comptabilité."
    ),
    "Someone changed it in Tryton: correct it there, or in the portal.": (
        "Quelqu'un l'a modifié dans Tryton : corrigez-le là, ou dans le portail."
    ),
    "The {record} pays {portal} of the bill {bill} in the portal, {books} in the books.": (
        "Pour {record}, la part de la facture {bill} est {portal} dans le portail, {books} en "
        "comptabilité."
    ),
    (
        "The bill cannot take it: it is settled otherwise in Tryton, or given more in the portal "
        "than its total, or the payment was paid back in a year that is closed. Correct the "
        "portal, or look at the bill in Tryton."
    ): (
        "La facture ne peut pas la recevoir : elle est réglée autrement dans Tryton, ou le "
        "portail lui donne plus que son total, ou le paiement a été remboursé dans un exercice "
        "clos. Corrigez le portail, ou regardez la facture dans Tryton."
    ),
    (
        "Something else pays the bill in Tryton, or its lettering was changed there: look at the "
        "entries of the bill; correct them, or the allocation in the portal."
    ): (
        "Autre chose règle la facture dans Tryton, ou son lettrage y a été modifié : regardez les"
        " écritures de la facture ; corrigez-les, ou corrigez l'affectation dans le portail."
    ),
    (
        "Something that the portal does not know pays it in Tryton, or was undone there: look at "
        "the entries of the bill, and enter the payment in the portal or undo it."
    ): (
        "Quelque chose que le portail ne connaît pas la règle dans Tryton, ou y a été défait : "
        "regardez les écritures de la facture, puis saisissez le paiement dans le portail ou "
        "défaites-le."
    ),
    "What is in quarantine explains it: {records}.": (
        "Ce qui est en quarantaine l'explique : {records}."
    ),
    "The bill {id} has {portal} left to pay in the portal, {books} in the books.": (
        "Il reste à payer sur la facture {id} : {portal} dans le portail, {books} en comptabilité."
    ),
    "A change of the {record} is not in the books.": (
        "Une modification n'est pas en comptabilité : {record}."
    ),
    "The bill {id} is income of {earned} by its lettering, of {income} in the books.": (
        "La facture {id} est un produit de {earned} d'après son lettrage, de {income} en "
        "comptabilité."
    ),
    (
        "Press *Book Income* on the form of the association in Tryton. If the difference stays, "
        "no period is open for it, or an account of the bill is closed: open it, and press again."
    ): (
        "Cliquez sur *Comptabiliser les produits* sur la fiche de l'association dans Tryton. Si "
        "l'écart reste, aucune période n'est ouverte pour lui, ou un compte de la facture est "
        "fermé : ouvrez-le, et cliquez encore."
    ),
    "The balance of the member {id} is {portal} in the portal, {books} in the books.": (
        "Le solde de l'adhérent {id} est {portal} dans le portail, {books} en comptabilité."
    ),
    (
        "The balance of the member {id} is {portal} in the portal, {books} in the books, {own} of"
        " it booked in Tryton alone: {entries}."
    ): (
        "Le solde de l'adhérent {id} est {portal} dans le portail, {books} en comptabilité, dont "
        "{own} comptabilisés dans Tryton seul : {entries}."
    ),
    (
        "The balance of the member {id} is {portal} in the portal, {books} in the books, which "
        "leaves {left} unexplained."
    ): (
        "Le solde de l'adhérent {id} est {portal} dans le portail, {books} en comptabilité, ce "
        "qui laisse {left} sans explication."
    ),
    "{record} of {amount}": "{record} de {amount}",
    ", and {number} more": ", et {number} de plus",
    (
        "See the differences of this member's bills and payments; if there is none, look at the "
        "member's entries in Tryton."
    ): (
        "Voir les écarts des factures et des paiements de cet adhérent ; s'il n'y en a pas, "
        "regardez ses écritures dans Tryton."
    ),
    (
        "What is in quarantine explains {amount} of it: {records}. Else see the differences of "
        "this member's bills and payments; if there is none, look at the member's entries in "
        "Tryton."
    ): (
        "Ce qui est en quarantaine en explique {amount} : {records}. Pour le reste, voir les "
        "écarts des factures et des paiements de cet adhérent ; s'il n'y en a pas, regardez ses "
        "écritures dans Tryton."
    ),
    (
        "The portal shows the member {id} a balance of {shown}, but its own bills and payments "
        "sum to {sum}."
    ): (
        "Le portail affiche pour l'adhérent {id} un solde de {shown}, mais la somme de ses "
        "propres factures et paiements est {sum}."
    ),
    "Have the portal compute its balances again.": "Faites recalculer ses soldes au portail.",
    "The portal shows no balances yet, or those of an older bridge.": (
        "Le portail n'affiche pas encore de soldes, ou ceux d'un pont plus ancien."
    ),
    "The portal shows the balances of another ledger, as of {day}.": (
        "Le portail affiche les soldes d'une autre comptabilité, au {day}."
    ),
    "If this Tryton is the right one, run `asso-bridge publish --new-ledger`.": (
        "Si ce Tryton est le bon, lancez `asso-bridge publish --new-ledger`."
    ),
    (
        "The portal shows generation {shown}, but the ledger has given {given} at most: it was "
        "restored from a backup."
    ): (
        "Le portail affiche la génération {shown}, mais la comptabilité n'a donné que la {given} "
        ": elle a été restaurée depuis une sauvegarde."
    ),
    "Run `asso-bridge publish --new-ledger`.": "Lancez `asso-bridge publish --new-ledger`.",
    (
        "The portal shows the balances of {day}, but the books have changed: {shown} members and "
        "{shown_total} there, {count} and {total} in the books."
    ): (
        "Le portail affiche les soldes du {day}, mais la comptabilité a changé : {shown} "
        "adhérents et {shown_total} là-bas, {count} et {total} en comptabilité."
    ),
    "waits: {difference}": "en attente : {difference}",
    "decided: {difference}": "décidé : {difference}",
    "and {number} more that were decided; --json has them all": (
        "et {number} décisions de plus ; --json les donne toutes"
    ),
    "Compared: {counts}.": "Comparé : {counts}.",
    "{number} wrong.": "Erreurs : {number}.",
    "{number} wait.": "En attente : {number}.",
    "The two sides agree.": "Les deux côtés concordent.",
    "{number} follow from decisions made in Tryton.": (
        "Suites de décisions prises dans Tryton : {number}."
    ),
}
