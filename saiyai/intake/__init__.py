"""The front desk: takes reports in and closes them, and lets their reporters come back. It can look up no case and knows no
account; it holds public keys only, and what a reporter's own receipt opens it opens while that one request runs."""
