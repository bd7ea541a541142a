"""How many pairs of the same name are found, at how many false alarms, by this library and by peers."""
