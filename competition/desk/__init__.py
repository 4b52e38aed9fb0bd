"""The organizer's home and the phase machine; stands on top and sees every room."""
