"""The words by which the columns of school files are known, in the languages of those files.

Each word is as `fold_heading` leaves a heading. English first, then Norwegian, Swedish, Danish,
German, Finnish, Dutch, French, Spanish, Portuguese, Italian and Polish. `WORDS` are what a column
says, `WHO` of whom; `owner.said_of` puts the two together, so that no word stands here for both.
"""

import re
import unicodedata

from kinkeeper.roster.text.word_list import listed

WORDS: dict[str, str] = {
    "sync_key": """
        syncid synckey synchronisationkey synchronizationkey personkey externalid sourcedid personid
        synkroniseringsnøkkel synkroniseringsnyckel synkronisationsnøgle synchronisationsschlüssel
        interneidnummer synkronointiavain synchronisatiesleutel clédesynchronisation
        clavedesincronización kluczsynchronizacji
        orgdefinedid orgdefineid idexterno idexterna idesterno
    """,
    "username": """
        username loginname login userid
        brukernavn användarnamn brugernavn benutzername käyttäjätunnus käyttäjänimi gebruikersnaam
        nomdutilisateur identifiant nombredeusuario usuario nomedeutilizador nomedeusuário
        nomeutente nazwaużytkownika
    """,
    "given_name": """
        firstname givenname forename givennames firstnames
        fornavn förnamn vorname etunimi etunimet voornaam prénom prenom prénoms nombre nombres nome
        imię
    """,
    "family_name": """
        lastname familyname surname
        etternavn efternamn efternavn nachname familienname sukunimi achternaam nom nomdefamille
        apellido apellidos apellidopaterno primerapellido apelido apelidos
        sobrenome cognome nazwisko
    """,
    "email": """
        email emailaddress mail mailaddress
        epost epostadresse epostadress emailadresse mailadresse sähköposti sähköpostiosoite
        emailadres courriel adresseemail correo correoelectrónico correoelectronico
        correioeletrónico correioeletrônico indirizzoemail adresemail
    """,
    "phone": """
        phone telephone mobile phonenumber mobilephone tel cellphone
        telefon mobil mobiltelefon telefonnummer mobilnummer puhelin puhelinnumero matkapuhelin
        telefoon telefoonnummer téléphone tél portable teléfono móvil telefone telemóvel celular
        telefono cellulare puh
    """,
    "password": """
        password initialpassword presetpassword
        passord lösenord adgangskode passwort kennwort salasana wachtwoord motdepasse contraseña
        hasło
    """,
    "birth_date": """
        birthdate dateofbirth dob birthday
        born fødselsdato fødselsdag født födelsedatum födelsedag född geburtsdatum geburtstag
        gebdatum geboren geborenam syntymäaika syntynyt syntymäpäivä geboortedatum geborenop
        datedenaissance datenaissance néle néele fechadenacimiento fechanacimiento fnacimiento
        datadenascimento datanascimento datadinascita datanascita
        dataurodzenia urodzony
    """,
    "language": """
        language lang preferredlanguage
        språk sprog sprache kieli taal langue idioma język
    """,
    "organisation": """
        organisation organization school schoolname
        skole skola schule koulu école escuela colegio escola scuola szkoła
    """,
    "class": """
        class classname form homeroom
        classgroup klasse klass luokka klas classe clase turma klasa
    """,
    "street": """
        street address streetaddress address1
        gate gateadresse gata gatuadress vej gade adresse strasse katuosoite lähiosoite
        straat adres rue calle dirección endereço morada ulica
    """,
    "postal_code": """
        postalcode postcode zip zipcode
        postnummer postnr plz postleitzahl postinumero codepostal códigopostal codicepostale
        kodpocztowy
    """,
    "city": """
        city town posttown
        poststed postort ort stad wohnort postitoimipaikka plaats woonplaats ville ciudad cidade
        città miejscowość miasto
    """,
    "country": "country land maa pays país kraj",
    "kind": """
        kind relation relationship relationshiptype kindofrelationship relationtochild
        slektskap tilknytning relasjon relationtyp beziehung verwandtschaft erzieherart
        verhältnis verhaeltnis
        suhde relatie liendeparenté parentesco graudeparentesco grauparentesco
        parentela gradodiparentela
        pokrewieństwo
    """,
    "responsibility": """
        parentalresponsibility responsibility legalresponsibility legalguardian custody hascustody
        legalcustody
        foreldreansvar foreldreansvarlig vårdnad forældremyndighed sorgeberechtigt sorgerecht
        huoltajuus ouderlijkgezag gezag autoritéparentale patriapotestad responsabilidadeparental
        responsabilidadesparentais responsabilitàgenitoriale władzarodzicielska
    """,
    "restriction": """
        restriction restrictions courtorder contactrestriction contactrestrictions
        kontaktforbud
    """,
    # A bare *area* may be where somebody lives.
    "areas": """
        areas visibleareas areasofrights rightsareas areasseen
        synligeområder synligaområden sichtbarebereiche näkyvätalueet zichtbaregebieden
        domainesvisibles áreasvisibles widoczneobszary
    """,
}
BY_HEADING = {word: name for name, words in WORDS.items() for word in words.split()}
# The rest of a heading that names a person, where it is that person's key; alone it would be
# anybody's number.
KEYS = listed("""
    id ids key keys identifier identifiers nøkkel nyckel nøgle schlüssel avain tunniste sleutel
    clé clave identificador klucz identyfikator idexterno idexterna idesterno
""")
# A pupil's number is the pupil's key where there is no better one. A number of anybody else may be
# a telephone's, or which of several they are; one before the word may be how many there are.
NUMBERS = listed("""
    number no nr num nummer numero número numéro numer
    code kode código codigo codice matrícula matricula matricola matricule expediente
""")
# These stand before the word for one pupil as well; before one for several they say how many.
NUMBER_BEFORE = NUMBERS - {"number", "no", "nr", "num"}
SEVERAL = listed("élèves eleves alumnos estudiantes alunos estudantes alunni studenti uczniów")
# The number by which every pupil of a country is known, or of a school there, whoever else a
# heading speaks of.
PUPILS_NUMBER = listed("""
    uniquepupilnumber learnerreferencenumber lrn idescolar noidescolar nis nisn
    matricule nomatricule numérodematricule numerodematricule
    matrícula matricula nomatrícula nomatricula númerodematrícula numerodematricula matricola
    numerodimatricola noprocesso númerodeprocesso numerodeprocesso
""")
# What year somebody is in, which is kept of nobody.
YEARS = listed("""
    grade gradelevel yeargroup yearlevel trinn klassetrinn årskurs klassetrin stufe klassenstufe
    jahrgang jahrgangsstufe vuosiluokka leerjaar jaargroep
""")
# With these names a bare *Kind* is a child, and not what kind of relationship it is.
CHILD_IS_KIND = listed("vorname nachname familienname voornaam achternaam")
# A whole name. Some of these are the first or the last name in a language of their own.
WHOLE = listed("""
    name fullname completename firstandlastname navn fulltnavn fornavnogetternavn fuldenavn
    fuldtnavn namn fullständigtnamn förnamnochefternamn vollständigername vornameundnachname nimi
    kokonimi naam volledigenaam nom nomcomplet prénometnom nombre nombrecompleto nombreyapellidos
    nome nomecompleto nomeecognome cognomeenome
    imię imięinazwisko
""")

# Beside a first name of this language such a column has the last name, as in *Name, Vorname*.
NAME_IS_LAST = {"name": "vorname", "naam": "voornaam"}

# Of whom a heading speaks. A `student` is a pupil who may have a row of the own; by `child` only
# another row names one. An *admission number* is the number by which a school knows a pupil.
WHO: dict[str, str] = {
    "student": """
        student students pupil pupils learner learners scholar scholars admission
        elev elevs elevens elever elevene elevenes
        schueler schuelers schüler schülers schülerin schülerinnen oppilas oppilaan oppilaat
        oppilaiden oppija oppijan opiskelija opiskelijan leerling leerlings leerlingen élève élèves
        eleve eleves alumno alumna alumnos estudiante estudiantes aluno aluna alunos estudante
        estudantes alunno alunna alunni studente studentessa studenti
        uczeń ucznia uczniów uczniowie
    """,
    "child": """
        child childs children childrens kid kids barn barns barnet barnets barnas kind kinds kindes
        kinder kinderen kindje kindjes lapsi lapsen lapset lasten enfant enfants hijo hija hijos
        hijas niño niña niños niñas menor menores filho filha filhos filhas criança crianças figlio
        figlia figli figlie bambino bambina bambini bambine minore minori dziecko dziecka dzieci
    """,
    "parent": """
        parent parents forelder forelders foreldre foreldres foreldrenes förälder förälders
        föräldrar föräldrars forælder forælders forældre forældres elternteil elternteils eltern
        vanhempi vanhemman vanhemmat vanhempien ouder ouders padres progenitor progenitores
        genitore genitori
        rodzic rodzica rodzice rodziców
    """,
    "guardian": """
        guardian guardians foresatt foresatte foresattes foresatts vårdnadshavare vårdnadshavares
        vårdnadshavaren vårdnadshavarens vardnadshavare vardnadshavares målsman målsmans
        erziehungsberechtigte erziehungsberechtigter erziehungsberechtigten sorgeberechtigte
        sorgeberechtigter sorgeberechtigten sorgebe
        huoltaja huoltajan huoltajat huoltajien voogd voogds
        tuteur tutrice tuteurs apoderado apoderada apoderados encarregado encarregada
        encarregados opiekun opiekuna opiekunowie opiekunów opiekunka opiekunki
    """,
    "mother": """
        mother mothers mum mums mom moms mor mors mamma mammas moder moders mutter mutters
        äiti äidin moeder moeders mère madre mãe mae matka matki
    """,
    "father": """
        father fathers dad dads far fars pappa pappas fader faders vater vaters isä isän vader
        vaders père padre pai ojciec ojca
    """,
    "carer": "carer carers caregiver caregivers verzorger verzorgers",
    # Adults who may be anybody; with a word for *legal* some of them are guardians.
    "contact": """
        contact contacts kontakt kontakts kontaktperson kontaktpersons pårørende pårørendes
        coaccount coaccounts
        närstående ansprechpartner yhteyshenkilö yhteyshenkilön contactpersoon contacto contactos
    """,
    "emergency": """
        emergency nødkontakt nødkontakts nödkontakt nödkontakts notfallkontakt notfall
        hätäyhteyshenkilö noodcontact noodgeval urgence emergencia emergência emergenza
    """,
    "representative": """
        responsable responsables representative représentant representante vertegenwoordiger
        przedstawiciel przedstawiciela tutor tutors tutora tutores tutore responsável responsáveis
        responsavel responsaveis
    """,
}
ADULTS = ("parent", "guardian", "mother", "father", "carer")
PUPILS = ("student", "child")
LEGAL = listed("""
    legal légal légale legale legais gesetzlicher gesetzliche wettelijk wettelijke prawny prawna
""")
# What tells two parents of one row apart, before the word for them.
WHICH = listed("primary secondary main first second other")
# What only joins the words of a heading.
JOINS = listed("""
    of the s to for til av af från der des die das dem den de del la le les l d du van à
    da do dos das di della dello dell dei educação educacao
""")


# Beside one of these *pai* is a father and *mae* a mother; alone the one is a French plan for a
# child's health, and the other who insures it.
PORTUGUESE = listed("pai mae")
BESIDE_PORTUGUESE = listed("do da nome sobrenome telefone telemóvel celular email mail")
# Alone these answer whether somebody is of age; *Nombre del menor* is a child's.
OF_AGE = listed("menor menores minore minori")
# In capitals alone, or with one of these, it is the number of a Norwegian payment.
PAYMENT = "KID"
BESIDE_PAYMENT = listed("nr nummer")
_BEHIND = re.compile(r"^(.*\S)\s*[\[(]([^\[\]()]+)[\])]\s*\*?\s*$")
_ENDING = re.compile(r"(?<=[^\W\d_]{3})[/(](?:a|as|o|os)\b\)?(?!\w)", re.IGNORECASE)
# What is written behind a heading and says nothing of what the column holds.
_ASKED = listed("required optional")


def fold_heading(heading: str) -> str:
    """`E-MAIL `, `Parent_Key` and `User name` as `email`, `parentkey`, `username`."""
    composed = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(char for char in composed if char.isalnum())


def without_remark(heading: str) -> str:
    """*First Name [Required]* and *Full name (FULL_NAME)* without what they have behind, *Alumno/a*
    without the other ending. What says more stays: *Guardian (Y/N)*."""
    heading = _ENDING.sub("", heading)
    found = _BEHIND.match(heading)
    if found is None:
        return heading
    behind = fold_heading(found[2])
    return found[1] if behind in _ASKED or behind == fold_heading(found[1]) else heading
