"""Add articles."""
