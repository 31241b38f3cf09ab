"""The words by which the columns of school files are known, in the languages of those files.

Each word is as `fold_heading` leaves a heading. English first, then Norwegian, Swedish, Danish,
German, Finnish, Dutch, French, Spanish and Polish. `WORDS` are what a column says, `WHO` of whom;
`owner.said_of` puts the two together, so that no word stands here for both.
"""

import unicodedata

from kinkeeper.roster.text.word_list import listed

WORDS: dict[str, str] = {
    "sync_key": """
        syncid synckey synchronisationkey synchronizationkey personkey externalid sourcedid personid
        synkroniseringsnøkkel synkroniseringsnyckel synkronisationsnøgle synchronisationsschlüssel
        interneidnummer synkronointiavain synchronisatiesleutel clédesynchronisation
        clavedesincronización kluczsynchronizacji
    """,
    "username": """
        username loginname login userid
        brukernavn användarnamn brugernavn benutzername käyttäjätunnus käyttäjänimi gebruikersnaam
        nomdutilisateur identifiant nombredeusuario usuario nazwaużytkownika
    """,
    "given_name": """
        firstname givenname forename givennames firstnames
        fornavn förnamn vorname etunimi voornaam prénom nombre imię
    """,
    "family_name": """
        lastname familyname surname
        etternavn efternamn efternavn nachname familienname sukunimi achternaam nom nomdefamille
        apellido apellidos nazwisko
    """,
    "email": """
        email emailaddress mail mailaddress
        epost epostadresse epostadress emailadresse mailadresse sähköposti sähköpostiosoite
        emailadres courriel adresseemail correo correoelectrónico adresemail
    """,
    "phone": """
        phone telephone mobile phonenumber mobilephone tel cellphone
        telefon mobil mobiltelefon telefonnummer mobilnummer puhelin puhelinnumero matkapuhelin
        telefoon telefoonnummer téléphone portable teléfono móvil
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
        dataurodzenia urodzony
    """,
    "language": """
        language lang preferredlanguage
        språk sprog sprache kieli taal langue idioma język
    """,
    "organisation": """
        organisation organization school schoolname
        skole skola schule koulu école escuela colegio szkoła
    """,
    "class": """
        class classname form homeroom
        klasse klass luokka klas classe clase klasa
    """,
    "street": """
        street address streetaddress address1
        gate gateadresse gata gatuadress vej gade adresse strasse katuosoite lähiosoite
        straat adres rue calle dirección ulica
    """,
    "postal_code": """
        postalcode postcode zip zipcode
        postnummer postnr plz postleitzahl postinumero codepostal códigopostal kodpocztowy
    """,
    "city": """
        city town posttown
        poststed postort ort stad wohnort postitoimipaikka plaats woonplaats ville ciudad
        miejscowość miasto
    """,
    "country": "country land maa pays país kraj",
    "kind": """
        kind relation relationship relationshiptype kindofrelationship relationtochild
        slektskap tilknytning relasjon relationtyp beziehung verwandtschaft
        suhde relatie liendeparenté parentesco pokrewieństwo
    """,
    "responsibility": """
        parentalresponsibility responsibility legalresponsibility legalguardian custody hascustody
        legalcustody
        foreldreansvar foreldreansvarlig vårdnad forældremyndighed sorgeberechtigt sorgerecht
        huoltajuus ouderlijkgezag gezag autoritéparentale patriapotestad władzarodzicielska
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
    clé clave identificador klucz identyfikator
""")
# A pupil's number is the pupil's key where there is no better one. A number of anybody else may be
# a telephone's, or which of several they are; one before the word may be how many there are.
NUMBERS = listed("number no nr num nummer numero número numéro numer")
# With these names a bare *Kind* is a child, and not what kind of relationship it is.
CHILD_IS_KIND = listed("vorname nachname familienname voornaam achternaam")
# A whole name. Some of these are the first or the last name in a language of their own.
WHOLE = listed("""
    name fullname completename firstandlastname navn fulltnavn fornavnogetternavn fuldenavn
    fuldtnavn namn fullständigtnamn förnamnochefternamn vollständigername vornameundnachname nimi
    kokonimi naam volledigenaam nom nomcomplet prénometnom nombre nombrecompleto nombreyapellidos
    imię imięinazwisko
""")

# Of whom a heading speaks. A `student` is a pupil who may have a row of the own; by `child` only
# another row names one. An *admission number* is the number by which a school knows a pupil.
WHO: dict[str, str] = {
    "student": """
        student students pupil pupils learner learners admission
        elev elevs elevens elever elevene elevenes
        schueler schuelers schüler schülers schülerin schülerinnen oppilas oppilaan oppilaat
        oppilaiden leerling leerlings leerlingen élève élèves eleve eleves alumno alumna alumnos
        uczeń ucznia uczniów uczniowie
    """,
    "child": """
        child childs children childrens barn barns barnet barnets barnas kind kinds kindes kinder
        kinderen lapsi lapsen lapset lasten enfant enfants hijo hija hijos dziecko dziecka dzieci
    """,
    "parent": """
        parent parents forelder forelders foreldre foreldres foreldrenes förälder förälders
        föräldrar föräldrars forælder forælders forældre forældres elternteil elternteils eltern
        vanhempi vanhemman vanhemmat vanhempien ouder ouders padres progenitor progenitores
        rodzic rodzica rodzice rodziców
    """,
    "guardian": """
        guardian guardians foresatt foresatte foresattes foresatts vårdnadshavare vårdnadshavares
        vårdnadshavaren vårdnadshavarens vardnadshavare vardnadshavares målsman målsmans
        erziehungsberechtigte erziehungsberechtigter erziehungsberechtigten sorgeberechtigte
        sorgeberechtigter sorgeberechtigten huoltaja huoltajan huoltajat huoltajien voogd voogds
        tuteur tutrice tuteurs opiekun opiekuna opiekunowie opiekunów opiekunka opiekunki
    """,
    "mother": """
        mother mothers mum mums mom moms mor mors mamma mammas moder moders mutter mutters
        äiti äidin moeder moeders mère madre matka matki
    """,
    "father": """
        father fathers dad dads far fars pappa pappas fader faders vater vaters isä isän vader
        vaders père padre ojciec ojca
    """,
    "carer": "carer carers caregiver caregivers verzorger verzorgers",
    # Adults who may be anybody; with a word for *legal* some of them are guardians.
    "contact": """
        contact contacts kontakt kontakts kontaktperson kontaktpersons pårørende pårørendes
        närstående ansprechpartner yhteyshenkilö yhteyshenkilön contactpersoon contacto contactos
    """,
    "emergency": """
        emergency nødkontakt nødkontakts nödkontakt nödkontakts notfallkontakt notfall
        hätäyhteyshenkilö noodcontact noodgeval urgence emergencia
    """,
    "representative": """
        responsable responsables representative représentant representante vertegenwoordiger
        przedstawiciel przedstawiciela tutor tutors tutora tutores
    """,
}
ADULTS = ("parent", "guardian", "mother", "father", "carer")
PUPILS = ("student", "child")
LEGAL = listed("""
    legal légal légale legale gesetzlicher gesetzliche wettelijk wettelijke prawny prawna
""")
# What tells two parents of one row apart, before the word for them.
WHICH = listed("primary secondary main first second other")
# What only joins the words of a heading.
JOINS = listed("""
    of the s to for til av af från der des die das dem den de del la le les l d du van à
""")


def fold_heading(heading: str) -> str:
    """`E-MAIL `, `Parent_Key` and `User name` as `email`, `parentkey`, `username`."""
    composed = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(char for char in composed if char.isalnum())
