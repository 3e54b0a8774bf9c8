"""The store's schema, step by step: Alembic applies what is missing when a store is opened."""
