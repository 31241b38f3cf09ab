"""Who is meant: rows and the people of the site in, persons and children out."""
