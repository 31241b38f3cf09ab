"""The words by which the columns of school files are known, in the languages of those files.

Each word is as `fields.fold_heading` leaves a heading. English first, then Norwegian, Swedish,
Danish, German, Finnish, Dutch, French, Spanish and Polish.
"""

WORDS: dict[str, str] = {
    "sync_key": """
        syncid synckey synchronisationkey synchronizationkey parentkey parentsynckey personkey
        externalid sourcedid personid parentid guardianid parentsyncid
        synkroniseringsnøkkel synkroniseringsnyckel synkronisationsnøgle synchronisationsschlüssel
        synkronointiavain synchronisatiesleutel clédesynchronisation clavedesincronización
        kluczsynchronizacji
    """,
    "username": """
        username loginname login userid parentusername
        brukernavn användarnamn brugernavn benutzername käyttäjätunnus käyttäjänimi gebruikersnaam
        nomdutilisateur identifiant nombredeusuario usuario nazwaużytkownika
    """,
    "given_name": """
        firstname givenname forename givennames firstnames parentfirstname guardianfirstname
        fornavn förnamn vorname etunimi voornaam prénom nombre imię
    """,
    "family_name": """
        lastname familyname surname parentlastname guardianlastname
        etternavn efternamn efternavn nachname familienname sukunimi achternaam nom nomdefamille
        apellido apellidos nazwisko
    """,
    "email": """
        email emailaddress mail parentemail guardianemail mailaddress
        epost epostadresse epostadress emailadresse mailadresse sähköposti sähköpostiosoite
        emailadres courriel adresseemail correo correoelectrónico adresemail
    """,
    "phone": """
        phone telephone mobile phonenumber mobilephone tel cellphone parentphone
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
        fødselsdato födelsedatum geburtsdatum geburtstag syntymäaika geboortedatum datedenaissance
        fechadenacimiento dataurodzenia
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
    "child": """
        childid childkey childsynckey childsyncid child children pupilsynckey pupilsyncid pupilkey
        pupilid studentid studentkey studentsynckey childusername pupilusername studentidentifiers
        studentidentifier studentids childids pupilids
        barnid elevid elevnøkkel elevnyckel elevnøgle barnetsid kindid schülerid schülerschlüssel
        lapsenid oppilasid leerlingid idélève idalumno iducznia
    """,
}
# What a file of pupils calls the pupil's own key, where it has no other.
PUPILS_OWN = """
    studentid studentidentifier studentkey studentsynckey pupilid pupilkey pupilsynckey pupilsyncid
    elevid elevnøkkel elevnyckel elevnøgle schülerid schülerschlüssel oppilasid leerlingid idélève
    idalumno iducznia
"""
