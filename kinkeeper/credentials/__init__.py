"""How a person gets in the first time: codes and links, issued, redeemed, voided."""
