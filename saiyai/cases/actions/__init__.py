"""What officers do with cases. Only here is sealed text of a report opened for an officer, always on the record."""
