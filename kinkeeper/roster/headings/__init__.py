"""What headings say: whose column it is, and which field, in the languages of school files."""
