"""What every room stands on: database, audit log, records, errors, identity of the actor, locale, pages and forms."""
