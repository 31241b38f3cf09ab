"""OpenID Connect: the rules are Authlib's, the signatures joserfc's, the requests bounded here."""
