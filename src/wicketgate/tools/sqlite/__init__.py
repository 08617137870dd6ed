"""`db.query` on SQLite: the file opened so that only granted tables are there, an authoriser, one bounded statement."""
