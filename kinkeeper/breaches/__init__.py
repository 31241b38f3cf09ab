"""The register of breaches: what happened to personal data, and whom that was told (Articles 33 and
34 GDPR)."""
