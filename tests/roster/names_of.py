"""Names as schools have them, in the languages that the product speaks; each with a letter beyond
ASCII."""

NAMES = {
    "en": """Zoë Chloë Renée Brontë Siân Seán Siobhán Róisín Beyoncé André Noëlle Anaïs Bríd
        Éamon Pádraig Gráinne Sinéad Máire Oisín""",
    "nb": """Bjørn Åse Kåre Øyvind Sørensen Sæther Håkon Bjørg Pål Nærø Ødegård Rød Mæhle Løvås
        Gjøvik Tåsen Træen Åshild Bråten Mørk Brænden Andrè Désirée Næss Sjøberg""",
    "sv": """Björn Åsa Göran Sjöström Märta Pär Åkesson Lindström Östen Bäckman Håkansson Önnerud
        Käll Hedström Söder Norén Linnéa Göteborg Jönköping Järfälla Malmö""",
    "da": """Jørgen Søren Kjær Næstved Åge Bjørk Græsted Mølgård Højer Lærke Ærø Sønderborg Frøslev
        Østergaard Nørgaard Præst Køge Måløv Tåstrup René""",
    "de": """Müller Jürgen Schröder Groß Käthe Günther Weiß Bäcker Jäger Köhler Lübeck Höß Ärzte
        Öztürk Übel Straße Schäfer Kühn Böhm Strauß Nußbaum""",
    "fi": """Mäkinen Väinö Hämäläinen Pöllönen Äijälä Seppälä Jyväskylä Töölö Järvinen Ståhlberg
        Määttä Kärkkäinen Öhman Särkkä Lehtimäki""",
    "nl": """Daniël Joëlle Zoë Noël Raphaël Loïs Michaël Renée André Thérèse Jérôme Chloë Israël
        Gaël Anaïs Mariëlle Gabriël Ruben-Noé""",
    "fr": """François Hélène Jérôme Noëlle Benoît Agnès Françoise Thérèse Gaël Anaïs Lefèvre Dubé
        Bénédicte Étienne Gérard Maëlle Rhône Châteauroux Orléans Évreux Côme Ménard Chloé""",
    "es": """José María Muñoz Peña Núñez Rodríguez Gómez Pérez Álvarez Sánchez Íñigo Ángel Martín
        Ibáñez Víctor Zúñiga Córdoba Ávila Begoña Ramón Lucía Óscar""",
    "pl": """Wiśniewska Kowalczyk-Świątek Wójcik Dąbrowski Kamiński Zieliński Łukasz Żaneta
        Michał Paweł Błażej Wałęsa Gałązka Źródło Grześ Małgorzata Świerczyńska Kępa Gdańsk
        Łódź Poznań Ćwik Maćkowiak Stanisław Zięba Wrocław""",
}
BY_LANGUAGE = {language: names.split() for language, names in NAMES.items()}
