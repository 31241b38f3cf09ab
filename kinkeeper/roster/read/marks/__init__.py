"""What a spreadsheet's file says of rows, columns and cells beside their values."""
