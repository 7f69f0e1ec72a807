"""Keep the whole site in one encrypted file, and bring it back elsewhere. No tables of its own.

The file is a tar stream inside age (https://age-encryption.org/v1), closed to public keys: the machine that makes
backups cannot open them. Rows are lines of JSON that know nothing of the database they came from, so that a backup
of SQLite is restored to PostgreSQL and the other way round. The keys of the site travel apart, in a file of their own.
"""
