"""German, French, Spanish, Italian, Dutch and Portuguese words for what orders are made of, each by its English word.

Data, and the one question asked of it: is a sentence in another language, and what do its words say in English? Words
are compared without accents. A language that is not here is found by its lack of English words of grammar.
"""

from __future__ import annotations

import functools
import re
import unicodedata


def _table(text: str) -> dict[str, str]:
    """Return the lines `word: others`, where what is indented more goes on, by the word."""
    lines = re.sub(r"\n {8,}", " ", text).strip().splitlines()
    return {word.strip(): listed for word, _, listed in (line.partition(":") for line in lines)}


GRAMMAR = _table(
    """
    en: a about all and any are as at back be but by can could did do does each else for from has have her here
        him his how i if in into is it its just let me my no not of off on one or our out over please she should
        so some than that the their them then there these they this those to too up us was we what when where
        which who will with would you your
    de: aber als am an auf aus bei beim bis bitte da dann das dass dem den der des die du ein eine einem einen
        einer er es falls fur haben hat ich ihm ihn ihr ihre im in ist kannst kein keine konntest mein meine
        mich mir mit nach nicht noch oder schon sein seine sich sie sind so uber um und uns unser unsere vom von
        vor wann was wenn wer wie wir zu zum zur
    fr: a au aux avec ce ces cette dans de des du elle en est et il je la le les leur lui ma me mes moi mon ne
        nos notre nous ou par pas peux pour pourrais puis qu que qui sa se ses si son sont sur ta te tes toi ton
        tu un une veuillez votre vous
    es: a al como con cual de del el ella en es esta este la las le les lo los me mi mis nos nuestra nuestro o
        para por porque puedes que quien se si sin son su sus te tu un una uno y ya
    it: a ai al alla anche che chi ci con da dal dalla dei del della delle di e gli ha i il in io la le lo ma mi
        mio nel nella non per piu poi puoi quale se si sono su sul tu tutti un una uno
    nl: aan als bij dan dat de deze die dit door een en er het hij ik in is je kan kun maar me met mij mijn naar
        niet nog of om onze ons op te tot uit van voor wat we wie zijn
    pt: a ao aos as com como da das de do dos e ela ele em entao esta este eu foi meu minha na nas no nos o os
        ou para pela pelo por que se sem seu sua suas um uma voce
    """
)
NEGATED = "geen kein keine keinen nao ne nicht nie niemals niet no non nunca pas sans sem sin zonder"
NEGATIONS = frozenset(NEGATED.split())
VERBS = _table(
    """
    send: send sende senden schick schicke schicken verschicke versende envoie envoyer envoyez transmets envia
        enviar envie manda mandar mande invia inviare mandare stuur sturen verstuur
    forward: weiterleiten transfere transferer transferez reenvia reenviar inoltra inoltrare stuurdoor encaminha
        encaminhar
    reply: antworte antworten beantworte beantworten repond reponds repondre repondez responde responder
        contesta contestar rispondi rispondere antwoord antwoorden beantwoord
    write: schreib schreibe schreiben ecris ecrire ecrivez escribe escribir escriba scrivi scrivere schrijf
        schrijven escreve escreva escrever
    inform: informiere informieren benachrichtige benachrichtigen sag sage verstandige avertis avertir previens
        prevenir prevenez informe informer dis avisa avisar avise informa informar di dile digli avvisa avvisare
        informeer verwittig
    remind: erinnere erinnern rappelle rappeler recuerda recordar ricorda ricordare herinner lembra lembrar
    pay: bezahl bezahle bezahlen zahl zahle zahlen begleiche paie paye payer payez regle regler paga pagar pague
        pagare betaal betalen
    transfer: uberweis uberweise uberweisen vire virer virez transfiere transferir transfiera trasferisci
        bonifica overmaken transfira
    refund: erstatte erstatten zuruckzahlen rembourse rembourser remboursez devuelve devolver devuelva reembolsa
        reembolsar reembolse rimborsa rimborsare terugbetalen devolve
    buy: kauf kaufe kaufen achete acheter achetez compra comprar compre comprare acquista koop kopen
    order: bestell bestelle bestellen commande commander commandez pide pedir pida ordina ordinare bestel
        encomenda
    book: buch buche buchen reserviere reservieren reserve reserver reservez reserva reservar prenota prenotare
        boek boeken reserveer marque marcar
    schedule: plane planen vereinbare vereinbaren ansetzen planifie planifier programme programmer programa
        programar agenda agendar fissa fissare plan inplannen marca
    create: erstelle erstellen erzeuge anlegen cree creer creez crea crear creare maak aanmaken cria criar crie
    open: eroffne offne offnen ouvre ouvrir ouvrez abre abrir abra apri aprire
    add: hinzufugen erganze erganzen ajoute ajouter ajoutez anade anadir agrega agregar agregue aggiungi
        aggiungere toevoegen voeg adiciona adicionar
    enter: trag trage eintragen inscris inscrire saisis saisir apunta apuntar anota anotar inserisci registra
    change: ander andere andern aktualisiere aktualisieren setz setze setzen erhohe erhohen senke senken
        korrigiere modifie modifier modifiez change changer changez mets mettre mettez augmente augmenter baisse
        baisser corrige cambia cambiar cambie actualiza actualizar actualice modifica modificar sube subir baja
        bajar pon poner cambiare modificare aggiorna aggiornare aumenta wijzig wijzigen verander pas werk altera
        alterar muda mudar atualiza atualizar
    move: verschieb verschiebe verschieben verlege verlegen decale decaler deplace deplacer deplacez mueve mover
        aplaza aplazar sposta spostare verplaats verzet move
    cancel: storniere stornieren absagen annuliere kundige kundigen stoppe annule annuler annulez resilie
        resilier cancela cancelar cancele anula anular annulla annullare disdici annuleer annuleren
    delete: losch losche loschen entferne entfernen supprime supprimer supprimez efface effacer enleve enlever
        retire elimina eliminar elimine borra borrar borre quita quitar eliminare cancella cancellare rimuovi
        rimuovere verwijder verwijderen wis apaga apagar exclui excluir
    close: schliess schliesse schliessen ferme fermer fermez cloture cierra cerrar cierre chiudi chiudere sluit
        sluiten fecha fechar
    assign: weise zuweisen ubertrage assigne assigner attribue asigna asignar assegna assegnare wijs toewijzen
        atribui
    share: teil teile teilen freigeben partage partager partagez comparte compartir comparta condividi
        condividere deel delen compartilha compartilhar
    give: gib geben donne donner donnez da dar dele dale dagli dare geef geven
    invite: einladen invite inviter invitez invita invitar invitare uitnodigen nodig convida convidar
    publish: veroffentliche veroffentlichen poste posten publie publier publiez publica publicar publique
        pubblica pubblicare publiceer publiceren
    deploy: ausrollen deploye deployen deploie deployer deployez despliega desplegar despliegue distribuisci
    merge: zusammenfuhren merge mergen fusionne fusionner fusiona fusionar unisci
    renew: verlangere verlangern erneuere renouvelle renouveler renueva renovar rinnova rinnovare verleng
    confirm: bestatige bestatigen confirme confirmer confirmez confirma confirmar conferma confermare bevestig
    restart: starte neustarten redemarre redemarrer reinicia reiniciar riavvia herstart
    show: zeig zeige zeigen montre montrer montrez affiche muestra mostrar muestrame mostra mostrare toon
    read: lies lesen lis lire lisez lee leer leggi leggere lees
    find: such suche suchen finde finden cherche chercher trouve trouver busca buscar encuentra cerca cercare
        trova zoek
    visit: besuche besuchen visite visiter visita visitar ouvrir bezoek
    follow: befolge befolgen folge suis suivre suivez sigue seguir segui seguire volg
    do: mach mache machen erledige erledigen fais faire faites haz hacer haga fai fare doe doen faz fazer
    """
)
APART = _table(
    """
    cancel: sag+ab sage+ab
    invite: lade+ein lad+ein
    add: fuge+hinzu fug+hinzu
    create: lege+an leg+an
    forward: leite+weiter
    share: gib+frei
    refund: gib+zuruck
    deploy: rolle+aus
    schedule: setze+an
    """
)
"""German verbs that stand in two places."""
NOUNS = _table(
    """
    appointment: termin termine besprechung treffen rendez-vous reunion cita citas appuntamento appuntamenti
        afspraak consulta riunione vergadering
    message: nachricht nachrichten message messages mensaje mensajes messaggio messaggi bericht mensagem
    email: mail e-mail courriel correo correos posta
    file: datei dateien dokument fichier fichiers documento documentos archivo archivos documenti bestand
        arquivo
    invoice: rechnung rechnungen facture factures factura facturas fattura fatture factuur fatura
    money: geld betrag argent montant dinero importe denaro soldi bedrag dinheiro euro euros
    price: preis preise prix precio precios prezzo prezzi prijs preco
    order: bestellung auftrag commande commandes pedido pedidos ordine ordini bestelling
    address: adresse anschrift direccion domicilio indirizzo adres endereco
    number: nummer telefonnummer numero telefono telephone telefon
    password: passwort kennwort contrasena parola wachtwoord senha
    customer: kunde kunden kundin client clients cliente clientes klant
    review: bewertung bewertungen avis resena resenas opinion recensione beoordeling avaliacao
    access: zugriff zugang schreibzugriff lesezugriff acces acceso accesso toegang acesso
    event: veranstaltung evenement evento
    ticket: ticket tickets billet
    account: konto compte cuenta conto rekening conta
    meeting: sitzung meeting
    prescription: rezept ordonnance receta ricetta
    payment: zahlung uberweisung paiement virement pago pagamento betaling transferencia
    """
)
ENCLITICS = ("selo", "sela", "les", "los", "las", "nos", "le", "lo", "la", "me", "se")
FEWEST = 4
"""Words a sentence needs before the lack of English grammar in it says something."""


def tongue(words: list[str]) -> str:
    """Return the language of a sentence's words, by its words of grammar; `?` for none that is here."""
    plain = [bare(word) for word in words if word[:1].isalpha()]
    counted = {name: sum(word in known for word in plain) for name, known in _GRAMMAR.items()}
    best = max(counted, key=lambda name: counted[name])
    if counted[best] > counted["en"]:
        return best
    return "?" if not counted["en"] and (len(plain) >= FEWEST or not all(map(str.isascii, map(bare, words)))) else "en"


@functools.lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """Return a word in lower case without accents."""
    if word.isascii():
        return word.lower()
    return "".join(each for each in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(each))


def verb(words: list[str], at: int) -> str:
    """Return the English verb for the word at `at` of a sentence in another language, or nothing."""
    word = bare(words[at])
    behind = [bare(one) for one in words[at + 1 :]]
    for first, second, english in _APART:
        if word == first and second in behind:
            return english
    if word in _VERBS:
        return _VERBS[word]
    ending = next((each for each in ENCLITICS if word.endswith(each) and len(word) > len(each) + 2), "")
    return _VERBS.get(word.removesuffix(ending), "") if ending else ""


def noun(word: str) -> str:
    """Return the English noun for a word, or the word."""
    return _NOUNS.get(bare(word), word)


ENGLISH = frozenset(GRAMMAR["en"].split())
_GRAMMAR = {name: frozenset(listed.split()) for name, listed in GRAMMAR.items()}
_VERBS = {word: english for english, listed in VERBS.items() for word in listed.split()}
_NOUNS = {word: english for english, listed in NOUNS.items() for word in listed.split()}
_APART = [(*pair.split("+"), english) for english, listed in APART.items() for pair in listed.split()]
