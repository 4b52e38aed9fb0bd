"""People: accounts, invitations, sign-in, sessions, roles and devices."""
