"""Awards: how places name enterprises, the proposal two people sign, and the ledger it becomes."""
