"""Gets a credential into its owner's hands: a letter or a mail is a row before it is sent."""
