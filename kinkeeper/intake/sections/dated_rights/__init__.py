"""Rights with days: kept, checked and written as other rights are."""
